-- What the planner could call for a statement that reads a table, with the expression and its number there; whether the function has
-- defaults for arguments, whether its body or a default can name something of the database's own, and whether its body or its
-- signature has an own type. The server cuts a long name.
,
bodies(fn, body, words) as (
    select f.oid, lower(f.prosrc), regexp_split_to_array(lower(f.prosrc), '[^a-z0-9_]+')
    from pg_proc f
    where f.oid in (select p.fn from planned p)),
words(fn, word) as (
    select distinct b.fn, w from bodies b cross join unnest(b.words) w),
own_names(fn, name, simple) as (
    select p.oid, lower(p.proname), lower(p.proname) ~ '^[a-z0-9_]+$'
    from own_functions o join pg_proc p on p.oid = o.fn),
named(fn) as (
    select w.fn from words w join own_names n on n.name = w.word where n.fn <> w.fn
    union
    select w.fn from words w where length(w.word) > 63
    union
    select b.fn from bodies b where b.body ilike '%u&%' or b.body ~ '"[^"]{60,}"'
    union
    select b.fn
    from bodies b join own_names n on not n.simple and n.fn <> b.fn and strpos(b.body, replace(n.name, '"', '""')) > 0
    union
    select b.fn
    from bodies b
    cross join own_operators w
    join pg_operator o on o.oid = w.op
    where strpos(b.body, o.oprname) > 0),
depends(fn) as (
    select d.objid
    from pg_depend d
    where d.classid = 'pg_proc'::regclass and d.objid in (select b.fn from bodies b)
      and (d.refclassid = 'pg_proc'::regclass and d.refobjid in (select fn from own_functions)
           or d.refclassid = 'pg_operator'::regclass and d.refobjid in (select op from own_operators))),
typed(fn) as (
    select w.fn from words w join pg_type t on lower(t.typname) = w.word where t.oid in (select typ from own_types)
    union
    select b.fn
    from bodies b
    join pg_type t on lower(t.typname) !~ '^[a-z0-9_]+$' and strpos(b.body, replace(lower(t.typname), '"', '""')) > 0
    where t.oid in (select typ from own_types)
    union
    select f.oid
    from bodies b
    join pg_proc f on f.oid = b.fn
    cross join lateral unnest(cast(f.proargtypes as oid[]) || f.prorettype) a(typ)
    where a.typ in (select typ from own_types))
select p.way, array_agg(cast(c.relname as text)), n.nspname, f.proname, null, false, p.name, p.tree, p.number,
       f.pronargdefaults > 0 as defaults, f.oid in (select fn from named) as named,
       f.oid in (select fn from depends) as depends, f.oid in (select fn from typed) as typed
from readers r
join pg_class c on c.oid = r.reader
join planned p on p.id = r.id
join pg_proc f on f.oid = p.fn
join pg_namespace n on n.oid = f.pronamespace
group by p.way, n.nspname, f.oid, f.proname, f.pronargdefaults, p.name, p.tree, p.number
order by n.nspname, f.proname, p.name, p.way
