-- Which functions have no effect, when called by name and behind an operator, a cast or a type. Queries begin
-- with this, behind own-objects and used.
--
-- Built in: those of our list (the parameter), and those behind a built-in operator, cast or index. Of an extension, if a
-- superuser owns them, as he owns what a trusted extension made: those that are not volatile, and behind an operator, a cast or
-- a type of such an extension; others only with a name of our list. Whoever owns an extension can add his own functions to it,
-- and whoever may call crosstab (text), which runs SQL, can put it behind an operator of his own.
of_extensions(fn) as (
    select f.fn
    from pg_operator o
    join members m on m.class = 'pg_operator'::regclass and m.id = o.oid
    join pg_roles r on r.oid = o.oprowner and r.rolsuper
    cross join lateral (values (o.oprcode), (o.oprrest), (o.oprjoin)) f(fn)
    union all
    select c.castfunc from pg_cast c join members m on m.class = 'pg_cast'::regclass and m.id = c.oid
    union all
    select f.fn
    from pg_type t
    join members m on m.class = 'pg_type'::regclass and m.id = t.oid
    join pg_roles r on r.oid = t.typowner and r.rolsuper
    cross join lateral (values (t.typinput), (t.typoutput), (t.typreceive), (t.typsend), (t.typmodin)) f(fn)
    union all
    select a.amproc
    from pg_amproc a
    join pg_opfamily f on f.oid = a.amprocfamily
    join members m on m.class = 'pg_opfamily'::regclass and m.id = f.oid
    join pg_roles r on r.oid = f.opfowner and r.rolsuper),
harmless as (
    select p.oid, p.proname, n.nspname,
           case when b.built_in then b.known or b.used else b.fixed and b.known end as by_name,
           case when b.built_in then b.known or b.used else b.fixed and (b.known or b.of_extension) end as behind
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    cross join lateral (
        select n.nspname = 'pg_catalog' and p.oid < 16384 as built_in,
               p.proname in (select known.name from unnest(cast(? as name[])) known(name)) as known,
               p.oid in (select u.fn from used u) as used,
               p.provolatile <> 'v' and not p.prosecdef
                   and p.proowner in (select r.oid from pg_roles r where r.rolsuper)
                   and p.oid in (
                       select d.objid from pg_depend d
                       where d.classid = 'pg_proc'::regclass and d.deptype = 'e') as fixed,
               p.oid in (select m.fn from of_extensions m) as of_extension) b),
compared as (
    select c.opcintype as typ, f.fn
    from pg_opclass c
    cross join lateral (
        select p.amproc from pg_amproc p where p.amprocfamily = c.opcfamily and p.oid >= 16384 union all
        select x.oprcode from pg_amop m join pg_operator x on x.oid = m.amopopr
        where m.amopfamily = c.opcfamily and m.oid >= 16384) f(fn)
    where c.opcdefault),
ranges as (
    select r.rngtypid as typ, f.fn
    from pg_range r
    cross join lateral (
        select r.rngcanonical union all select r.rngsubdiff union all
        select p.amproc from pg_opclass c join pg_amproc p on p.amprocfamily = c.opcfamily
        where c.oid = r.rngsubopc) f(fn)
    where r.rngtypid >= 16384),
written as (
    select t.oid as typ, f.fn
    from pg_type t
    cross join lateral (values (t.typinput), (t.typoutput), (t.typreceive), (t.typsend), (t.typmodin)) f(fn)
    where f.fn >= 16384),
linked(of, op) as (
    select o.oid, o.oprnegate from pg_operator o where o.oprnegate <> 0
    union all
    select o.oid, o.oprcom from pg_operator o where o.oprcom <> 0),
behind(op, fn) as (
    select o.oid, o.oprcode from pg_operator o
    union all
    select o.oid, f.fn
    from pg_operator o cross join lateral (values (o.oprrest), (o.oprjoin)) f(fn)
    where f.fn >= 16384
    union all
    select m.amopopr, p.amproc from pg_amop m join pg_amproc p on p.amprocfamily = m.amopfamily
    where p.oid >= 16384)
