-- What a statement calls that is not harmless, by the numbers in its parse tree.
--
-- The parameters: functions called by name; functions that cast; functions of operators, and operators; all types; the types
-- whose values are made of others; whether it makes JSON. Types consist of others: what one of them calls counts as well, but a
-- domain's check only where a value is made. Functions that make JSON, and known ones that are SQL themselves, cast by the
-- type of what they get.
,
reached(typ, made) as (
    select t, false from unnest(cast(? as oid[])) t
    union
    select t, true from unnest(cast(? as oid[])) t
    union
    select p.typ, r.made
    from reached r
    cross join lateral (
        select t.typbasetype from pg_type t where t.oid = r.typ
        union all
        select t.typelem from pg_type t where t.oid = r.typ
        union all
        select g.rngsubtype from pg_range g where g.rngtypid = r.typ
        union all
        select g.rngtypid from pg_range g where g.rngmultitypid = r.typ
        union all
        select a.atttypid
        from pg_type t join pg_attribute a on a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
        where t.oid = r.typ
        union all
        select cast(f.ids[1] as oid)
        from pg_constraint c
        cross join lateral regexp_matches(cast(c.conbin as text), ':(?:result|const|row_)type(?:id)? ([0-9]+)', 'g') f(ids)
        where c.contypid = r.typ and r.made) p(typ)
    where p.typ <> 0),
given(way, fn) as (
    select 'CALL', f from unnest(cast(? as oid[])) f
    union
    select 'TYPE', f from unnest(cast(? as oid[])) f
    union
    select 'OPERATOR', f from unnest(cast(? as oid[])) f
    union
    select 'OPERATOR', o.oprcode from pg_operator o where o.oid = any (cast(? as oid[]))),
found(way, fn) as (
    select way, fn from given
    union
    select 'TYPE', c.fn from checked c join reached r on r.typ = c.typ and r.made
    union
    select 'TYPE', c.fn
    from (select * from compared union all select * from ranges union all select * from written) c
    join reached r on r.typ = c.typ
    union
    select 'HANDLED', c.castfunc
    from pg_cast c join reached r on r.typ = c.castsource
    where c.castfunc >= 16384 and c.casttarget in ('json'::regtype, 'jsonb'::regtype, 'text'::regtype) and (cast(? as boolean) or exists (
        select from given g join pg_proc p on p.oid = g.fn
        where p.proname like '%json%' or p.prolang = 14 and p.pronamespace = 'pg_catalog'::regnamespace)))
select distinct f.way, array[cast(h.proname as text)], h.nspname, h.proname, cast(null as text[]), false
from found f join harmless h on h.oid = f.fn
where not case f.way when 'CALL' then h.by_name else h.behind end
order by 1, 3, 4
