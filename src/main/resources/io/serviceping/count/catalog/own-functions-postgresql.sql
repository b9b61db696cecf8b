-- What SQL could call in PostgreSQL that is not known to have no effect, one row for each way to call it (OwnFunction).
--
-- Functions in the schemas of our role's search path (the parameter): a call of any other names its schema. Functions of
-- extensions that a superuser owns, only if they can have a side effect. A volatile function of PostgreSQL's own counts behind a
-- cast or a check: SQL must not call it by name.
--
-- An own operator counts wherever its name occurs: a text without a type can become one of any type. The planner can take it for
-- its negator or commutator.
--
-- A type can call a function (runs) and be part of other types (reach): of a domain, an array, a range, a composite type or
-- a table. A cast of such a type counts only if the type can occur in the same SQL (met): by the name of a
-- type, of a function, or of a table and its column, with a line break between them. A type to which a built-in type is cast
-- implicitly can occur anywhere. Some columns of the catalogue hold arrays of any type.
--
-- A literal becomes one of a domain next to a column of it in an array, and in functions with arguments of any one type.
--
-- Some known functions and forms cast without the name of a type (hidden): those that make JSON, also from a column of a
-- row; those of SQL/XML and SQL/JSON; || and quote_literal, which are themselves SQL with a cast.
--
-- Parsing a literal can already run what a type calls (parsed). The query collects into arrays because the planner
-- overestimates a recursion.
,
path(schemas) as (select cast(? as name[])),
own as (
    select p.oid, p.proname, n.nspname, p.pronargs, p.pronargdefaults, p.proargtypes, p.provariadic
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname <> 'information_schema'
      and (p.provolatile = 'v' or n.nspname <> 'pg_catalog' and (p.prosecdef or not exists (
          select from pg_depend d
          where d.classid = 'pg_proc'::regclass and d.objid = p.oid
            and (d.deptype = 'i'
                or d.deptype = 'e' and p.proowner in (select r.oid from pg_roles r where r.rolsuper)))))),
made(typ) as (select oid from pg_type where typnamespace <> 'pg_catalog'::regnamespace),
checks as (
    select c.contypid as typ, d.refclassid, d.refobjid
    from pg_constraint c
    join pg_depend d on d.classid = 'pg_constraint'::regclass and d.objid = c.oid
    where c.contypid <> 0),
casts as (
    select coalesce(k.fn, c.castfunc) as fn, c.castsource, c.casttarget, c.castcontext = 'i' or c.castcontext = 'a' and c.casttarget
               in ('bool'::regtype, 'int4'::regtype, 'int8'::regtype, 'float4'::regtype, 'float8'::regtype) as unasked
    from pg_cast c left join own_casts k on (k.source, k.target) = (c.castsource, c.casttarget) and not k.plain
    where c.castfunc in (select oid from own) or k.fn is not null),
operators(fn, oprname, op) as (
    select x.oprcode, b.oprname, b.oid
    from own_operators w join pg_operator x on x.oid = w.op join pg_operator b on x.oid in (b.oid, b.oprnegate, b.oprcom)),
runs as (
    select t.oid as typ, o.oid as fn, false as deep
    from pg_type t
    cross join lateral (values (t.typinput), (t.typoutput), (t.typreceive), (t.typsend), (t.typmodin)) f(fn)
    join own o on o.oid = f.fn
    union
    select r.rngtypid, o.oid, true
    from pg_range r
    cross join lateral (
        select r.rngcanonical union all select r.rngsubdiff union all
        select p.amproc from pg_opclass c join pg_amproc p on p.amprocfamily = c.opcfamily
        where c.oid = r.rngsubopc) f(fn)
    join own o on o.oid = f.fn
    union
    select c.typ, o.oid, false from checks c join own o on c.refclassid = 'pg_proc'::regclass and o.oid = c.refobjid
    union
    select c.typ, x.fn, false from checks c join operators x on c.refclassid = 'pg_operator'::regclass and x.op = c.refobjid
    union
    select c.contypid, o.oid, false
    from pg_constraint c
    cross join lateral regexp_matches(cast(c.conbin as text), ':(?:funcid|opfuncid) ([0-9]+)', 'g') f(ids)
    join own o on o.oid = cast(f.ids[1] as oid)
    where c.contypid <> 0
    union
    select c.contypid, k.fn, false
    from pg_constraint c
    join casts k on k.casttarget in ('json'::regtype, 'jsonb'::regtype, 'text'::regtype)
    where c.contypid <> 0 and (cast(c.conbin as text) like '%{JSON%' or exists (
        select from regexp_matches(cast(c.conbin as text), ':(?:funcid|opfuncid) ([0-9]+)', 'g') f(ids)
        join pg_proc p on p.oid = cast(f.ids[1] as oid)
        where p.proname like '%json%' or p.prolang = 14 and p.pronamespace = 'pg_catalog'::regnamespace))),
orders as (
    select o.oid as fn, c.opcintype as typ
    from pg_opclass c
    join pg_am a on a.oid = c.opcmethod and a.amname in ('btree', 'hash')
    cross join lateral (
        select p.amproc from pg_amproc p where p.amprocfamily = c.opcfamily union all
        select x.oprcode from pg_amop m join pg_operator x on x.oid = m.amopopr where m.amopfamily = c.opcfamily) f(fn)
    join own o on o.oid = f.fn
    where c.opcdefault),
meant(typ) as (
    select typ from runs union select castsource from casts union select casttarget from casts
    union select typ from orders),
part as (
    select e.*
    from (
        select t.typbasetype as inside, t.oid as typ, false as deep from pg_type t where t.typbasetype <> 0
        union all
        select t.typelem, t.oid, true from pg_type t where t.typelem <> 0
        union all
        select r.rngsubtype, r.rngtypid, true from pg_range r
        union all
        select r.rngtypid, d.objid, true
        from pg_range r
        join pg_depend d on d.classid = 'pg_type'::regclass and d.refclassid = 'pg_type'::regclass
                         and d.refobjid = r.rngtypid
        union all
        select c.refobjid, c.typ, true from checks c where c.refclassid = 'pg_type'::regclass and c.refobjid <> c.typ
        union all
        select c.casttarget, c.castsource, false
        from pg_cast c join made m on m.typ = c.casttarget
        where c.castcontext = 'i' and c.castsource <> c.casttarget
        union all
        select a.atttypid, c.reltype, c.relkind = 'c' or t.typtype = 'c' from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        join pg_type t on t.oid = a.atttypid
        where c.reltype <> 0 and c.relnamespace not in (
              'pg_catalog'::regnamespace, 'information_schema'::regnamespace)) e
    where e.inside in (select typ from made union select typ from meant)),
within(inside, typ, deep) as (
    select typ, typ, false from meant
    union
    select r.inside, p.typ, r.deep or p.deep from within r join part p on p.inside = r.typ),
reach as (
    select unnest(w.inside) as inside, unnest(w.typ) as typ, unnest(w.deep) as deep
    from (select array_agg(inside) as inside, array_agg(typ) as typ, array_agg(deep) as deep from within) w),
spelled(typ, word, form) as (
    select t.oid, cast(t.typname as text), c.oid is not null
    from pg_type t left join pg_class c on c.oid = t.typrelid and c.relkind <> 'c'
    union all
    select a.type::regtype, a.word, false
    from (values ('int2', 'smallint'), ('int4', 'int'), ('int4', 'integer'), ('int8', 'bigint'), ('float4', 'real'),
                 ('float4', 'float'), ('float8', 'double'), ('float8', 'float'), ('numeric', 'decimal'),
                 ('numeric', 'dec'), ('bool', 'boolean'), ('varchar', 'character'), ('varchar', 'char'),
                 ('varchar', 'nchar'), ('varchar', 'national'), ('bpchar', 'character'), ('bpchar', 'char'),
                 ('bpchar', 'nchar'), ('bpchar', 'national'), ('timestamptz', 'timestamp'), ('timetz', 'time'),
                 ('varbit', 'bit')) a(type, word)),
named as (
    select r.inside, case when w.form then 'ROW' else 'TYPE' end as way, array_agg(distinct w.word) as words
    from reach r join spelled w on w.typ = r.typ group by r.inside, w.form),
columns as (
    select r.inside, c.relname || chr(10) || a.attname as word, r.deep or t.typtype = 'c' as deep
    from reach r
    join made m on m.typ = r.inside
    join pg_type t on t.oid = r.typ
    join pg_attribute a on a.atttypid = t.oid and a.attnum > 0 and not a.attisdropped
    join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p', 'v', 'm', 'f')),
handled as (
    select h.inside, array_agg(distinct h.word) as words
    from (
        select r.inside, cast(p.proname as text) as word
        from pg_proc p
        cross join lateral unnest(coalesce(p.proallargtypes, cast(p.proargtypes as oid[])) || p.prorettype) a(typ)
        join reach r on r.typ = a.typ
        join made m on m.typ = r.inside
        where p.pronamespace <> 'pg_catalog'::regnamespace
        union
        select r.inside, x.oprname
        from pg_operator x join reach r on r.typ = x.oprresult join made m on m.typ = r.inside) h
    group by h.inside),
met as (
    select w.inside, array_agg(distinct w.word) as words,
           w.inside in (
               select r.inside from reach r
               join pg_type t on t.oid = r.typ and t.typnamespace = 'pg_catalog'::regnamespace) as anywhere
    from (select inside, unnest(words) as word from named where way = 'TYPE'
          union select inside, word from columns
          union select inside, unnest(words) from handled
          union select typ, word from spelled where form
          union select distinct n.inside, cast(c.relname as text)
          from named n
          cross join pg_attribute a
          join pg_class c on c.oid = a.attrelid
          where a.atttypid in ('anyarray'::regtype, to_regtype('pg_catalog.pg_statistic[]'))) w
    group by w.inside),
hidden(target, way, names) as (
    select t.target, 'HANDLED', array_agg(distinct cast(p.proname as text))
               || array['json', 'json_array', 'json_arrayagg', 'json_object', 'json_objectagg', 'json_scalar',
                        'json_value', 'json_query', 'json_exists', 'json_table']
    from pg_proc p cross join (values ('json'::regtype), ('jsonb'::regtype)) t(target)
    where p.pronamespace = 'pg_catalog'::regnamespace and p.proname like '%json%'
    group by t.target
    union all
    select 'text'::regtype, 'HANDLED', array['||', 'quote_literal', 'quote_nullable']
    union all
    select t.target, 'TYPE', array['xmlparse', 'xmlpi', 'xmlroot', 'xmlserialize', 'xmlconcat', 'xmltable', 'document',
                                   'json_value', 'json_query', 'json_exists', 'json_table']
    from (values ('text'::regtype), ('xml'::regtype), ('jsonpath'::regtype)) t(target)),
hiding as (
    select c.fn, h.way, h.names,
           case when exists (select from made m where m.typ = c.castsource) then array(
               select unnest(m.words) from met m where m.inside = c.castsource
               union
               select cast(k.relname as text)
               from reach r
               join pg_attribute a on a.atttypid = r.typ and a.attnum > 0 and not a.attisdropped
               join pg_class k on k.oid = a.attrelid
               where r.inside = c.castsource) end as words
    from casts c join hidden h on h.target = c.casttarget),
uniform(names) as (
    select array_agg(distinct cast(p.proname as text)) || array['array', 'array_agg', 'array_fill']
    from pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace
      and (select count(*) from unnest(p.proargtypes) a(typ) join pg_type t on t.oid = a.typ
           where t.typname like 'any%element' or t.typname like 'any%array' or t.typname like 'anycompatible%') > 1),
found(way, names, fn, met, parsed) as (
    select 'CALL', array[cast(o.proname as text)], o.oid, cast(null as text[]), false
    from own o where o.nspname = any (cast((select schemas from path) as name[])) and o.nspname <> 'pg_catalog'
    union all
    select 'MEMBER', array[cast(o.proname as text)], o.oid, null, false
    from own o
    join pg_type t on t.oid = o.proargtypes[0] and (t.typtype in ('c', 'p', 'd') or o.provariadic <> 0)
    where o.nspname = any (cast((select schemas from path) as name[])) and o.nspname <> 'pg_catalog' and o.pronargs - o.pronargdefaults <= 1
    union all
    select n.way, n.words, r.fn, null, true from runs r join named n on n.inside = r.typ
    union all
    select 'HANDLED', h.words, r.fn, null, true from runs r join handled h on h.inside = r.typ
    union all
    select 'MET', array[''], r.fn, array_agg(c.word), true
    from runs r join columns c on c.inside = r.typ where c.deep or r.deep group by r.fn
    union all
    select 'TYPE', p.names, r.fn, array_agg(c.word), true
    from runs r
    join columns c on c.inside = r.typ
    cross join uniform p
    where not c.deep and not r.deep
    group by r.fn, p.names
    union all
    select n.way, n.words, c.fn, case when not m.anywhere then m.words end, false
    from casts c join named n on n.inside = c.casttarget join met m on m.inside = c.castsource
    union all
    select 'MET', array[''], c.fn, case when exists (select from made t where t.typ = m.inside) then m.words end, false
    from casts c
    join met m on m.inside = case when exists (select from made t where t.typ = c.castsource)
                                  then c.castsource else c.casttarget end
    where c.unasked
    union all
    select h.way, h.names, h.fn, h.words, false from hiding h
    union all
    select 'OPERATOR', array[cast(oprname as text)], fn, null, false from operators
    union all
    select 'TEXT', array[''], fn, null, false from own_casts where plain
    union all
    select 'OPERATOR', array['=', '<>', '<', '>', '<=', '>='], r.fn, case when not m.anywhere then m.words end, false
    from orders r join met m on m.inside = r.typ)
select distinct f.way, f.names, n.nspname, p.proname, f.met, f.parsed, null
from found f join pg_proc p on p.oid = f.fn join pg_namespace n on n.oid = p.pronamespace
union all
select 'OPERATOR', array_agg(cast(o.oprname as text)), n.nspname, p.proname, null, false, s.object
from own_support s
join pg_amop m on m.amopfamily = s.family
join pg_operator o on o.oid = m.amopopr
join pg_proc p on p.oid = s.fn
join pg_namespace n on n.oid = p.pronamespace
group by n.nspname, p.proname, s.object
union all
select way, array_agg(name), nspname, proname, null, false, object from reads group by way, nspname, proname, object
order by 1, 2, 3, 4
