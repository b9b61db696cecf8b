-- What the planner could call for a statement that reads a table, with the expression and its number there; whether it can be
-- replaced by its body, whether that body can name something of the database's own, and whether it is itself of the database's own.
select 'PLANNED', array_agg(cast(c.relname as text)), n.nspname, f.proname, null, false, p.name, p.tree, p.number,
       f.prolang = 14 and not f.prosecdef and f.proconfig is null as inlined,
       f.prosrc ilike '%u&%'
           or exists (
               select from own_functions o join pg_proc q on q.oid = o.fn
               where q.oid <> f.oid and strpos(lower(f.prosrc), lower(q.proname)) > 0)
           or exists (
               select from own_operators w join pg_operator o on o.oid = w.op where strpos(f.prosrc, o.oprname) > 0)
           or exists (
               select from pg_depend d
               where d.classid = 'pg_proc'::regclass and d.objid = f.oid
                 and (d.refclassid = 'pg_proc'::regclass and d.refobjid in (select fn from own_functions)
                      or d.refclassid = 'pg_operator'::regclass and d.refobjid in (select op from own_operators))) as named,
       p.own
from readers r
join pg_class c on c.oid = r.reader
join planned p on p.id = r.id
join pg_proc f on f.oid = p.fn
join pg_namespace n on n.oid = f.pronamespace
group by n.nspname, f.oid, f.proname, f.prolang, f.prosecdef, f.proconfig, f.prosrc, p.name, p.tree, p.number, p.own
order by n.nspname, f.proname, p.name
