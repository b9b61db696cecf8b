-- What a statement could call of the database's own that is not harmless: the names of functions and of the tables of own-objects, those of operators that the
-- planner could take for others, and the functions that run without a name: of casts, domains, ranges and types, and behind the
-- operators that SQL has words for.
,
checked(typ, fn, own) as (
    select c.contypid, cast(f.ids[1] as oid), false
    from pg_constraint c
    cross join lateral regexp_matches(cast(c.conbin as text), ':(?:funcid|opfuncid|aggfnoid|winfnoid) ([0-9]+)', 'g') f(ids)
    where c.contypid <> 0
    union all
    select c.contypid, b.fn, l.op in (select op from own_operators)
    from pg_constraint c
    cross join lateral regexp_matches(cast(c.conbin as text), ':opno ([0-9]+)', 'g') f(ids)
    join links l on l.of = cast(f.ids[1] as oid)
    join behind b on b.op = l.op
    where c.contypid <> 0
    union all
    select c.contypid, k.fn, true
    from pg_constraint c cross join own_casts k
    where c.contypid <> 0 and not k.plain
      and k.target in ('json'::regtype, 'jsonb'::regtype, 'text'::regtype)),
links(of, op) as (
    select o.oid, o.oid from pg_operator o
    union
    select r.of, l.op from links r join linked l on l.of = r.op),
operators as (
    select distinct o.oprname
    from links l
    join pg_operator o on o.oid = l.of
    join behind b on b.op = l.op
    join harmless h on h.oid = b.fn
    where not h.behind or l.op in (select op from own_operators)
    union
    select o.oprname
    from links l
    join pg_operator o on o.oid = l.of
    join pg_amop m on m.amopopr = l.op
    where m.amopfamily in (select family from own_support)),
unnamed(kind, fn, own) as (
    select 'WHEN_PARSED', fn, own from checked union all
    select 'WHEN_PARSED', fn, false from ranges union all
    select 'WRITTEN', fn, false from written union all
    select 'UNNAMED', fn, true from own_casts where not plain union all
    select 'TEXT', fn, true from own_casts where plain union all
    select 'UNNAMED', c.castfunc, false from pg_cast c union all
    select 'UNNAMED', fn, false from compared union all
    select 'UNNAMED', a.amproc, false from pg_amproc a where a.oid >= 16384),
effective(kind, proname) as (
    select u.kind, h.proname from unnamed u join harmless h on h.oid = u.fn where u.own or not h.behind)
select 'NAMED', array_agg(name)
from (select cast(proname as text) as name from harmless where oid >= 16384 and not by_name union select name from reads) n
union all
select 'OPERATOR', array_agg(distinct cast(oprname as text)) from operators
union all
select 'UNNAMED', array_agg(u.name)
from (select proname as name from effective where kind = 'UNNAMED'
      union all
      select oprname from operators
      where oprname in ('=', '<>', '<', '<=', '>', '>=', '~~', '!~~', '~~*', '!~~*', '~', '!~', '+', '-')) u
union all
select kind, array_agg(proname) from effective where kind <> 'UNNAMED' group by kind
