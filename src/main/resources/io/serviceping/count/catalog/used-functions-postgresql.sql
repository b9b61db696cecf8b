-- Built-in functions that have no effect, as something built in calls them without a name: operators, casts, indexes, TABLESAMPLE.
used(fn) as (
    select o.oprcode from pg_operator o where o.oid < 16384
    union all
    select c.castfunc from pg_cast c where c.oid < 16384
    union all
    select a.amproc from pg_amproc a where a.oid < 16384
    union all
    select p.oid from pg_proc p where p.oid < 16384 and p.prorettype = 'tsm_handler'::regtype)
