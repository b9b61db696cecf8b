-- What a statement calls that is not harmless, by the numbers in its parse tree and in those of checks.
--
-- The parameters: functions called by name; functions that cast, or are called by a check; functions of operators, and
-- operators; whether it makes JSON; the types that are made of others by way of the text, with these (SOURCE>TARGET; 0 if it is not
-- known); whether it has UNION or the like, for which the planner casts; the relations. The planner can take an operator's negator or commutator instead, and what compares or
-- hashes in an operator family with it. Functions that make JSON, and known ones that are SQL themselves, cast by the type of
-- what they get.
,
operators(op) as (
    select o from unnest(cast(? as oid[])) o
    union
    select l.op from operators r join linked l on l.of = r.op),
given(way, fn, own) as (
    select 'CALL', f, false from unnest(cast(? as oid[])) f
    union
    select 'TYPE', f, f in (select fn from own_casts where not through_text) from unnest(cast(? as oid[])) f
    union
    select 'OPERATOR', f, false from unnest(cast(? as oid[])) f
    union
    select 'OPERATOR', b.fn, r.op in (select op from own_operators) from operators r join behind b on b.op = r.op),
found(way, fn, own) as (
    select way, fn, own from given
    union
    select 'TYPE', c.fn, false
    from (select * from compared union all select * from ranges union all select * from written) c
    join reached r on r.typ = c.typ
    union
    select case when c.plain then 'TEXT' else 'HANDLED' end, c.fn, true
    from own_casts c join reached r on r.typ = c.source
    where c.target in ('json'::regtype, 'jsonb'::regtype, 'text'::regtype) and (cast(? as boolean) or exists (
        select from given g join pg_proc p on p.oid = g.fn
        where p.proname like '%json%' or p.prolang = 14 and p.pronamespace = 'pg_catalog'::regnamespace))
    union
    select case when c.plain then 'TEXT' else 'TYPE' end, c.fn, true
    from own_casts c join reached r on r.typ = c.source
    where c.through_text and exists (
        select from unnest(cast(? as text[])) pair
        left join pg_type t on t.oid = cast(split_part(pair, '>', 1) as oid)
        where cast(split_part(pair, '>', 2) as oid) = c.target and (t.oid is null or t.oid = c.source or t.typtype = 'd'))
    union
    select case when c.plain then 'TEXT' else 'TYPE' end, c.fn, true
    from own_casts c join reached r on r.typ = c.source
    where cast(? as boolean) and c.target in (select m.typ from reached m where m.made))
select distinct f.way, array[cast(h.proname as text)], h.nspname, h.proname, cast(null as text[]), false, null
from found f join harmless h on h.oid = f.fn
where f.own or not case f.way when 'CALL' then h.by_name else h.behind end
union all
select distinct 'OPERATOR', array[''], h.nspname, h.proname, cast(null as text[]), false, s.object
from operators r
join pg_amop m on m.amopopr = r.op
join own_support s on s.family = m.amopfamily
join harmless h on h.oid = s.fn
union all
select distinct way, array[''], nspname, proname, cast(null as text[]), false, object
from reads where reader in (select t from unnest(cast(? as oid[])) t)
order by 1, 3, 4, 7
