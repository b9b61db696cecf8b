-- Operators and casts of the database's own, whatever function is behind them, and foreign tables. Queries begin with this.
--
-- Not of its own are those that are built in, and those of an extension that a superuser owns, as he owns what a trusted
-- extension made. Whoever owns an extension can add to it what he owns himself. A cast has no owner: it is made by who owns one
-- of its types. A cast by way of the text (through_text) has no function of its own; what reads the text stands for it. A cast without
-- any function can only be made by a superuser.
--
-- A foreign table is read by itself, by a table of which it is a part, by a view, and by a policy of a table; not by a
-- materialized view, which is a copy.
with recursive members(class, id) as (
    select d.classid, d.objid from pg_depend d where d.deptype = 'e'),
own_operators(op) as (
    select o.oid from pg_operator o
    where o.oid >= 16384 and not exists (
        select from members m join pg_roles r on r.oid = o.oprowner and r.rolsuper
        where m.class = 'pg_operator'::regclass and m.id = o.oid)),
own_types(typ) as (
    select t.oid from pg_type t
    where t.oid >= 16384 and not exists (
        select from members m join pg_roles r on r.oid = t.typowner and r.rolsuper
        where m.class = 'pg_type'::regclass and m.id in (t.oid, t.typelem))),
own_casts(fn, source, target, through_text) as (
    select case c.castmethod when 'i' then t.typinput else c.castfunc end, c.castsource, c.casttarget, c.castmethod = 'i'
    from pg_cast c join pg_type t on t.oid = c.casttarget
    where c.oid >= 16384 and c.castmethod <> 'b' and (
        not exists (select from members m where m.class = 'pg_cast'::regclass and m.id = c.oid)
        or c.castsource in (select typ from own_types) or c.casttarget in (select typ from own_types))),
foreign_tables(reader, id) as (
    select c.oid, c.oid from pg_class c where c.relkind = 'f'
    union
    select r.reader, f.id
    from foreign_tables f
    cross join lateral (
        select i.inhparent from pg_inherits i where i.inhrelid = f.reader
        union all
        select v.oid
        from pg_depend d
        join pg_rewrite w on w.oid = d.objid
        join pg_class v on v.oid = w.ev_class and v.relkind = 'v'
        where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = f.reader
        union all
        select p.polrelid
        from pg_depend d join pg_policy p on p.oid = d.objid
        where d.classid = 'pg_policy'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = f.reader) r(reader)),
foreign_names(reader, id, name, nspname, relname) as (
    select f.reader, f.id, cast(r.relname as text), n.nspname, c.relname
    from foreign_tables f
    join pg_class r on r.oid = f.reader
    join pg_class c on c.oid = f.id
    join pg_namespace n on n.oid = c.relnamespace)
