-- What a statement could call that is not harmless: the names of functions and operators, and the functions that run without
-- a name: of casts, domains, ranges and types, and behind the operators that SQL has words for.
,
operators as (
    select o.oprname, h.nspname || '.' || h.proname as function,
           not exists (select from pg_type t
                       where t.oid in (o.oprleft, o.oprright) and t.typnamespace <> 'pg_catalog'::regnamespace) as of_built_in
    from pg_operator o join harmless h on h.oid = o.oprcode
    where not h.behind),
casts as (
    select h.nspname || '.' || h.proname as function,
           not exists (select from pg_type t where t.oid in (c.castsource, c.casttarget)
                       and t.typnamespace <> 'pg_catalog'::regnamespace) as of_built_in
    from pg_cast c join harmless h on h.oid = c.castfunc
    where not h.behind),
unnamed(fn) as (
    select fn from checked union all select fn from compared union all select fn from ranges union all select fn from written)
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
select 'IN_SHARED_SCANS', array_agg(function)
from (select function from casts where of_built_in
      union all
      select function from operators
      where of_built_in and oprname in ('=', '<>', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '&', '|', '<<', '||')) s
union all
select u.kind, array_agg(h.proname)
from (select 'WHEN_PARSED', fn from checked union all select 'WHEN_PARSED', fn from ranges union all select 'WRITTEN', fn from written) u(kind, fn)
join harmless h on h.oid = u.fn
where not h.behind
group by u.kind
union all
select 'TREES', array['since 15'] where cast(current_setting('server_version_num') as integer) >= 150000
