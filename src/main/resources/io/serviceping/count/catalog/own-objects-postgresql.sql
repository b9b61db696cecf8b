-- Operators, casts and operator families of the database's own, whatever function is behind them, foreign tables, and keys of
-- partitioned tables. Queries begin with this.
--
-- Not of its own are those that are built in, and those of an extension that a superuser owns, as he owns what a trusted
-- extension made. Whoever owns an extension can add to it what he owns himself. A cast has no owner: it is made by who owns one
-- of its types. A cast by way of the text (through_text) has no function of its own; what reads the text stands for it. Between
-- enums and simple types that are built in, such a cast runs nothing of the database's own (plain). A cast without any function
-- can only be made by a superuser.
--
-- The planner takes an operator's families for what it can do, so that all that is own in a family counts (own_support).
--
-- Whoever reads a partitioned table runs what its key needs: the server compares the bounds, and calculates the parts of an
-- expression that have no column. The catalogue of dependencies tells what a key needs; of a type also its default order.
--
-- Whoever reads a table makes the planner calculate what has no column in expressions of its indexes and statistics (planned); not
-- in its checks, as our transactions set constraint_exclusion. A function written in SQL, also one of an extension, can be replaced by
-- what it calls (inlined). To estimate the condition of a partial index, the planner calls its operators with values of the table's
-- statistics. Where an expression has a constant of an own type, what is own in operator families and ranges can compare it.
--
-- A table is read by itself, by a table of which it is a part, by a view, and by a policy of a table; not by a materialized
-- view, which is a copy.
with recursive members(class, id) as (
    select d.classid, d.objid from pg_depend d where d.deptype = 'e'),
superusers(id) as (select r.oid from pg_roles r where r.rolsuper),
own_operators(op) as (
    select o.oid from pg_operator o
    where o.oid >= 16384 and not (
        o.oprowner in (select id from superusers)
        and o.oid in (select m.id from members m where m.class = 'pg_operator'::regclass))),
own_functions(fn) as (
    select p.oid from pg_proc p
    where p.oid >= 16384 and not (
        p.proowner in (select id from superusers)
        and p.oid in (select m.id from members m where m.class = 'pg_proc'::regclass))),
own_support(family, fn, object) as (
    select f.oid, s.fn, 'operator family ' || n.nspname || '.' || f.opfname
    from pg_opfamily f
    join pg_namespace n on n.oid = f.opfnamespace
    cross join lateral (
        select p.amproc from pg_amproc p where p.amprocfamily = f.oid and p.oid >= 16384
        union
        select o.oprcode
        from pg_amop m join own_operators w on w.op = m.amopopr join pg_operator o on o.oid = w.op
        where m.amopfamily = f.oid) s(fn)
    where s.fn in (select fn from own_functions) or f.oid >= 16384 and not (
        f.opfowner in (select id from superusers)
        and f.oid in (select m.id from members m where m.class = 'pg_opfamily'::regclass))),
own_types(typ) as (
    select t.oid from pg_type t
    where t.oid >= 16384 and not exists (
        select from members m join pg_roles r on r.oid = t.typowner and r.rolsuper
        where m.class = 'pg_type'::regclass and m.id in (t.oid, t.typelem))),
own_casts(fn, source, target, through_text, plain) as (
    select case c.castmethod when 'i' then t.typinput else c.castfunc end, c.castsource, c.casttarget, c.castmethod = 'i',
           c.castmethod = 'i' and not exists (
               select from pg_type s
               where s.oid in (c.castsource, c.casttarget)
                 and s.typtype <> 'e' and (s.typtype <> 'b' or s.typelem <> 0 or s.oid >= 16384))
    from pg_cast c join pg_type t on t.oid = c.casttarget
    where c.oid >= 16384 and c.castmethod <> 'b' and (
        not exists (select from members m where m.class = 'pg_cast'::regclass and m.id = c.oid)
        or c.castsource in (select typ from own_types) or c.casttarget in (select typ from own_types))),
needed(id, class, object) as (
    select k.partrelid, cast('pg_class'::regclass as oid), k.partrelid from pg_partitioned_table k
    union
    select n.id, o.class, o.object
    from needed n
    cross join lateral (
        select d.refclassid, d.refobjid
        from pg_depend d
        where d.classid = n.class and d.objid = n.object and (n.object <> n.id or d.objsubid = 0 or d.objsubid in (
            select unnest(k.partattrs) from pg_partitioned_table k where k.partrelid = n.id))
        union all
        select 'pg_class'::regclass, t.typrelid
        from pg_type t
        where n.class = 'pg_type'::regclass and t.oid = n.object and t.typrelid <> 0
        union all
        select 'pg_opclass'::regclass, c.oid
        from pg_opclass c
        where n.class = 'pg_type'::regclass and c.opcintype = n.object and c.opcdefault) o(class, object)
    where o.class in ('pg_proc'::regclass, 'pg_operator'::regclass, 'pg_opclass'::regclass, 'pg_type'::regclass)
       or n.class = 'pg_type'::regclass and o.class = 'pg_class'::regclass),
keys(id, fn) as (
    select n.id, f.fn from needed n join own_functions f on f.fn = n.object where n.class = 'pg_proc'::regclass
    union
    select n.id, o.oprcode
    from needed n join own_operators w on w.op = n.object join pg_operator o on o.oid = w.op
    where n.class = 'pg_operator'::regclass
    union
    select n.id, s.fn
    from needed n join pg_opclass c on c.oid = n.object join own_support s on s.family = c.opcfamily
    where n.class = 'pg_opclass'::regclass),
expressions(id, class, object, name, tree, estimated) as (
    select i.indrelid, 'pg_class'::regclass, i.indexrelid, 'index ' || cast(i.indexrelid as regclass),
           coalesce(cast(i.indexprs as text), '') || ' ' || coalesce(cast(i.indpred as text), ''), i.indpred is not null
    from pg_index i where coalesce(i.indexprs, i.indpred) is not null
    union all
    select s.stxrelid, 'pg_statistic_ext'::regclass, s.oid, 'statistics ' || s.stxname, to_jsonb(s) ->> 'stxexprs', false
    from pg_statistic_ext s),
planned(id, way, fn, number, name, tree) as (
    select e.id, f.way, f.fn, d.refobjid, e.name, f.tree
    from expressions e
    join pg_depend d on d.classid = e.class and d.objid = e.object
    cross join lateral (
        select d.refobjid, d.refobjid in (select fn from own_functions), e.tree where d.refclassid = 'pg_proc'::regclass
        union all
        select o.oprcode, o.oid in (select op from own_operators), case when not e.estimated or o.oprrest = 0 then e.tree end
        from pg_operator o
        where d.refclassid = 'pg_operator'::regclass and o.oid = d.refobjid) c(fn, own, tree)
    join pg_proc p on p.oid = c.fn
    cross join lateral (
        select 'PLANNED', c.fn, c.tree where c.own
        union all
        select 'INLINED', c.fn, c.tree
        where p.oid >= 16384 and p.prolang = 14 and not p.prosecdef and p.proconfig is null) f(way, fn, tree)
    union all
    select e.id, 'PLANNED', s.fn, 0, e.name, null
    from expressions e
    join pg_depend d on d.classid = e.class and d.objid = e.object
    cross join (
        select s.fn from own_support s
        union
        select f.fn
        from pg_range r cross join lateral (values (r.rngcanonical), (r.rngsubdiff)) f(fn)
        where f.fn in (select fn from own_functions)) s
    where d.refclassid = 'pg_type'::regclass and d.refobjid >= 16384),
readers(reader, id) as (
    select s.id, s.id
    from (select c.oid from pg_class c where c.relkind = 'f' union all select distinct k.id from keys k
          union all select distinct p.id from planned p) s(id)
    union
    select r.reader, f.id
    from readers f
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
reads(reader, name, way, nspname, proname, object) as (
    select r.reader, cast(c.relname as text), t.way, n.nspname, t.name, t.object
    from readers r
    join pg_class c on c.oid = r.reader
    cross join lateral (
        select 'LINK', f.relnamespace, f.relname, null from pg_class f where f.oid = r.id and f.relkind = 'f'
        union all
        select 'KEY', p.pronamespace, p.proname, 'table ' || cast(r.id as regclass)
        from keys k join pg_proc p on p.oid = k.fn
        where k.id = r.id) t(way, schema, name, object)
    join pg_namespace n on n.oid = t.schema)
