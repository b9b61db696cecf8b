-- What a statement could call in any database that is not harmless, by the list of known functions (the parameter); and whether this
-- database has anything of its own that a statement could call. Tables, enums and composite types are nothing of that kind.
,
named(name, schema) as (
    select cast(p.proname as text), p.pronamespace
    from pg_proc p
    where p.oid < 16384
      and p.proname not in (select known.name from unnest(cast(? as name[])) known(name))
      and p.oid not in (select u.fn from used u))
select 'NAMED', array_agg(distinct name) from named
union all
select 'BUILT_IN', array_agg(distinct name) from named where schema = 'pg_catalog'::regnamespace
union all
select 'TREES', array['since 15'] where cast(current_setting('server_version_num') as integer) >= 150000
union all
select 'OWN', array['any']
where exists (select from pg_proc where oid >= 16384)
   or exists (select from pg_operator where oid >= 16384)
   or exists (select from pg_opfamily where oid >= 16384)
   or exists (select from pg_amproc where oid >= 16384)
   or exists (select from pg_amop where oid >= 16384)
   or exists (select from pg_cast where oid >= 16384)
   or exists (select from pg_type where oid >= 16384 and typtype not in ('b', 'c', 'e'))
   or exists (select from pg_class where relkind = 'f')
