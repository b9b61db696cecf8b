-- Types that consist of others. A domain's check runs only where a value is made. Some columns of the catalogue hold arrays
-- of any type.
--
-- The parameters: all types; the types whose values are made of others.
reached(typ, made) as (
    select t, false from unnest(cast(? as oid[])) t
    union
    select t, true from unnest(cast(? as oid[])) t
    union
    select p.typ, r.made
    from reached r
    cross join lateral (
        select t.typbasetype from pg_type t where t.oid = r.typ
        union all
        select t.typelem from pg_type t where t.oid = r.typ
        union all
        select g.rngsubtype from pg_range g where g.rngtypid = r.typ
        union all
        select g.rngtypid from pg_range g where g.rngmultitypid = r.typ
        union all
        select a.atttypid
        from pg_type t join pg_attribute a on a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
        where t.oid = r.typ
        union all
        select t.oid from pg_type t where r.typ = 'anyarray'::regtype and t.oid >= 16384) p(typ)
    where p.typ <> 0)
