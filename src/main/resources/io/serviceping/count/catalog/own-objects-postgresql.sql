-- Operators and casts of the database's own, whatever function is behind them. Queries begin with this.
--
-- Not of its own are those that are built in, and those of an extension that a superuser owns, as he owns what a trusted
-- extension made. Whoever owns an extension can add to it what he owns himself. A cast has no owner: it is made by who owns one
-- of its types. A cast by way of the text (through_text) has no function of its own; what reads the text stands for it. A cast without
-- any function can only be made by a superuser.
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
        or c.castsource in (select typ from own_types) or c.casttarget in (select typ from own_types)))
