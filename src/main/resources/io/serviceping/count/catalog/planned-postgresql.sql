-- What the planner could call for a statement that reads a table, with the expression and its number there; whether the function has
-- defaults for arguments, whether its body or a default can name something of the database's own, and whether its body or its
-- signature has an own type.
select p.way, array_agg(cast(c.relname as text)), n.nspname, f.proname, null, false, p.name, p.tree, p.number,
       f.pronargdefaults > 0 as defaults,
       b.body ilike '%u&%'
           or exists (
               select from own_functions o join pg_proc q on q.oid = o.fn
               cross join lateral (select replace(lower(q.proname), '"', '')) l(name)
               where q.oid <> f.oid
                 and case when l.name ~ '^[a-z0-9_]+$' then l.name = any (b.words) else strpos(b.body, l.name) > 0 end)
           or exists (
               select from own_operators w join pg_operator o on o.oid = w.op where strpos(b.body, o.oprname) > 0) as named,
       exists (
           select from pg_depend d
           where d.classid = 'pg_proc'::regclass and d.objid = f.oid
             and (d.refclassid = 'pg_proc'::regclass and d.refobjid in (select fn from own_functions)
                  or d.refclassid = 'pg_operator'::regclass and d.refobjid in (select op from own_operators))) as depends,
       exists (
           select from pg_type t
           cross join lateral (select replace(lower(t.typname), '"', '')) l(name)
           where t.oid >= 16384
             and (t.oid = any (cast(f.proargtypes as oid[]) || f.prorettype)
                  or case when l.name ~ '^[a-z0-9_]+$' then l.name = any (b.words) else strpos(b.body, l.name) > 0 end)) as typed
from readers r
join pg_class c on c.oid = r.reader
join planned p on p.id = r.id
join pg_proc f on f.oid = p.fn
cross join lateral (
    select t.body, regexp_split_to_array(t.body, '[^a-z0-9_]+')
    from (select replace(lower(f.prosrc), '"', '')) t(body)) b(body, words)
join pg_namespace n on n.oid = f.pronamespace
group by p.way, n.nspname, f.oid, f.proname, f.pronargdefaults, f.proargtypes, f.prorettype, b.body, b.words, p.name, p.tree, p.number
order by n.nspname, f.proname, p.name, p.way
