-- What a statement could call that is not harmless: the names of functions and of operators that the planner could take for
-- others, and the functions that run without
-- a name: of casts, domains, ranges and types, and behind the operators that SQL has words for.
,
checked as (
    select c.contypid as typ, cast(f.ids[1] as oid) as fn
    from pg_constraint c
    cross join lateral regexp_matches(cast(c.conbin as text), ':(?:funcid|opfuncid|aggfnoid|winfnoid) ([0-9]+)', 'g') f(ids)
    where c.contypid <> 0
    union all
    select c.contypid, b.fn
    from pg_constraint c
    cross join lateral regexp_matches(cast(c.conbin as text), ':opno ([0-9]+)', 'g') f(ids)
    join links l on l.of = cast(f.ids[1] as oid)
    join behind b on b.op = l.op
    where c.contypid <> 0
    union all
    select c.contypid, k.castfunc
    from pg_constraint c cross join pg_cast k
    where c.contypid <> 0 and k.castfunc >= 16384
      and k.casttarget in ('json'::regtype, 'jsonb'::regtype, 'text'::regtype)),
links(of, op) as (
    select o.oid, o.oid from pg_operator o
    union
    select r.of, l.op from links r join linked l on l.of = r.op),
operators as (
    select distinct o.oprname, h.nspname || '.' || h.proname as function
    from links l
    join pg_operator o on o.oid = l.of
    join behind b on b.op = l.op
    join harmless h on h.oid = b.fn
    where not h.behind),
casts as (
    select h.nspname || '.' || h.proname as function
    from pg_cast c join harmless h on h.oid = c.castfunc
    where not h.behind),
unnamed(fn) as (
    select fn from checked union all select fn from compared union all select fn from ranges union all select fn from written
    union all
    select a.amproc from pg_amproc a where a.oid >= 16384)
select 'NAMED', array_agg(distinct cast(proname as text)) from harmless where not by_name
union all
select 'BUILT_IN', array_agg(distinct cast(proname as text)) from harmless where not by_name and built_in
union all
select 'OPERATOR', array_agg(distinct cast(oprname as text)) from operators
union all
select 'UNNAMED', array_agg(u.function)
from (select function from casts
      union all
      select function from operators
      where oprname in ('=', '<>', '<', '<=', '>', '>=', '~~', '!~~', '~~*', '!~~*', '~', '!~', '+', '-')
      union all
      select h.proname from unnamed u join harmless h on h.oid = u.fn where not h.behind) u
union all
select u.kind, array_agg(h.proname)
from (select 'WHEN_PARSED', fn from checked union all select 'WHEN_PARSED', fn from ranges union all select 'WRITTEN', fn from written) u(kind, fn)
join harmless h on h.oid = u.fn
where not h.behind
group by u.kind
union all
select 'TREES', array['since 15'] where cast(current_setting('server_version_num') as integer) >= 150000
