select count(*) filter (where state = 'open') from issues
select count(*) from issues where created_at >= now() - interval '1 day'
select count(*) from issues where created_at >= current_date - interval '1' day
select payload ->> 'kind', count(*) from events group by 1
select payload #>> '{a,b}' from events
select count(*) from events where payload @> '{"a":1}'::jsonb
select count(*) from events where created_at at time zone 'utc' > timestamp '2020-01-01'
select date_trunc('week', created_at at time zone 'UTC')::date from t
select count(distinct (a, b)) from t
select a, b, count(*) from t group by grouping sets ((a), (b), ())
select a, b, count(*) from t group by rollup (a, b)
select a, b, count(*) from t group by cube (a, b)
select generate_series(1, 10)
select count(*) from generate_series(1, 10) as g(n)
select count(*) from generate_series('2020-01-01'::date, '2020-02-01', '1 day') d
select t.a, x.n from t cross join lateral (select count(*) as n from u where u.t_id = t.id) x
select t.a from t left join lateral unnest(t.tags) as tag on true
select row_number() over (partition by a order by b desc nulls last) from t
select sum(a) over w from t window w as (partition by b)
select percentile_cont(0.5) within group (order by duration) from t
select array_agg(a order by b) from t
select string_agg(distinct a, ',' order by a) from t
select (array[1,2,3])[2]
select tags[1:2] from t
select count(*) from t where a = any (array[1,2,3])
select count(*) from t where a = any('{1,2}'::int[])
select count(*) from t where a is distinct from b
select count(*) from t where (a, b) in (select c, d from u)
select count(*) from t where a ~ '^x' and b !~* 'y'
select count(*) from t where a ilike '%x%'
select count(*) from t where a similar to 'x|y'
select count(*) from t where a between symmetric 1 and 2
select count(*) from only t
select count(*) from t tablesample bernoulli (10)
select count(*) from t tablesample system (1) repeatable (42)
select distinct on (a) a, b from t order by a, b
select count(*) from t natural join u
select count(*) from t full outer join u using (id)
with recursive r(n) as (select 1 union all select n + 1 from r where n < 10) select count(*) from r
with a as materialized (select 1) select * from a
with a as not materialized (select 1) select * from a
select coalesce((select count(*) from a), 0) + (select count(*) from b)
select exists (select 1 from t)
select exists (select 1 from t) and not exists (select 1 from u)
select count(*) > 0 from t
select true
select version()
select current_setting('server_version')
select current_setting('server_version_num')::int / 10000
select pg_database_size(current_database())
select extract(epoch from now() - min(created_at)) from t
select count(*) from "Weird Table" where "a.b" = 'x'
select count(*) from "sch""ema"."t"
select case when count(*) > 10 then 'many' else 'few' end from t
select a, count(*) from t group by a having count(*) > 1 order by 2 desc limit 10 offset 5
select a from t fetch first 5 rows only
select a from t fetch first 5 rows with ties
select jsonb_object_agg(k, v) from t
select json_build_object('a', 1, 'b', array[1])
select * from jsonb_to_recordset('[{"a":1}]') as x(a int, b text)
select key, value from t, jsonb_each(t.data)
select count(*) from t where data ->> 'x' is not null and (data -> 'n')::int > 3
select count(*) from t where tsv @@ to_tsquery('a & b')
select cast(a as numeric(10, 2)) from t
select a::numeric(10,2) from t
select a::timestamp with time zone from t
select a::timestamptz from t
select a::double precision from t
select a::character varying(10) from t
select interval '1 day 2 hours'
select interval '1' day
select date '2020-01-01' + 3
select timestamp with time zone '2020-01-01 00:00:00+00'
select time '10:00'
select E'a\nb'
select U&'d\0061t\+000061'
select $$text$$
select B'101', X'1F'
select 1e10, .5, 1., 0x1F, 1_000
select ~5, 5 # 3, 5 & 3, 5 << 2
select 10 % 3
select 'a' || 'b' collate "C"
select a collate "de_DE" from t
select substring('abc' from 2 for 1)
select trim(both ' ' from a) from t
select position('a' in 'abc')
select overlay('abc' placing 'x' from 1 for 1)
select extract(year from created_at), count(*) from t group by 1
select nullif(a, b), greatest(a, b) from t
select row(1, 2)
select (row(1,2)).f1
select (t.comp).field from t
select t.* from t
select count(t.*) from t
select count(*) from a, b where a.id = b.id
select * from (values (1, 'a'), (2, 'b')) as v (id, name)
values (1, 'a'), (2, 'b')
(select 1) union all (select 2) order by 1 limit 1
select 1 intersect select 2 except select 3
select a from t union select b from u
select count(*) from t where a in (1, 2, 3) and b not in (select c from u)
select count(*) from t where a > all (select b from u)
select lag(a, 1) over (order by b) from t
select sum(a) over (order by b rows between unbounded preceding and current row) from t
select sum(a) over (order by b range between interval '7 days' preceding and current row) from t
select sum(a) over (order by b groups between 1 preceding and 1 following exclude ties) from t
select first_value(a) over (order by b) from t
select mode() within group (order by a) from t
select count(*) from t where ctid = '(0,1)'
select reltuples::bigint from pg_class where oid = 'public.t'::regclass
select a as "select", b as order_ from t
select name, value, type, key, date, user_id, status, level, year, month, day, zone, role, text from t
select u.name, g.type, o.order_date from users u join groups g on g.id = u.group_id join orders o on o.user_id = u.id
select count(*) from t as of
select count(*) from user_permissions up where up.action = 'x'
select unnest(array['a', 'b'])
select * from unnest(array[1,2], array['a','b']) with ordinality as u(a, b, n)
select * from rows from (generate_series(1,2), generate_series(1,3)) as x(a,b)
select ordinality from json_array_elements('[1]') with ordinality
select count(*) from t where a is true and b is not unknown
select count(*) from t where a isnull or b notnull
select count(*) from t where (start_at, end_at) overlaps (date '2020-01-01', date '2020-02-01')
select int4range(1, 5) @> 3
select '{1,2}'::int[] && array[2]
select array[[1,2],[3,4]]
select array_length(a, 1), cardinality(b) from t
select xmlelement(name foo, 'x')
select * from xmltable('/a' passing '<a/>' columns x int path 'x')
select * from json_table('[1]'::jsonb, '$[*]' columns (a int path '$')) jt
select json_query('{"a":1}', '$.a')
select json_exists(data, '$.a') from t
select merge_requests.id from merge_requests
select a from t group by all
select count(*) from t group by ()
with recursive s as (select 1 as id union all select id+1 from s where id<3) search depth first by id set o select * from s
with recursive s(id) as (select 1 union all select id+1 from s where id<3) cycle id set is_cycle using path select * from s
with w as (select 1) (select * from w)
select (select (select (select (select (select 1)))))
select f(a => 1, b => 2)
select f(a := 1)
select f(variadic array[1,2])
select count(*) from schema1.table1 t1 join schema2.table2 t2 on t1.a = t2.b and t1.c::text = t2.d
select count(*) from t where created_at >= '2020-01-01'::timestamptz at time zone 'Europe/Berlin'
select to_char(now(), 'IYYY-"W"IW')
select count(*) from t where not a
select - count(*) from t
select +1
select all a from t
select null
select null::int
select current_user, session_user, current_date, current_timestamp, localtime
select count(*) from t where a = b collate "C"
select a from t offset 5 rows fetch next 3 rows only
select a from t limit all
select a from t for read only
select distinct a, b from t
select count(*)::int from t
select round(avg(x)::numeric, 2) from t
select bool_or(a), bool_and(b), every(c) from t
select count(*) from t where a::date = date '2020-01-01'
select count(*) from t join u on t.id = u.id and u.deleted_at is null left join v on v.id = u.id where v.id is null
select a.b.c.d from a.b.c
select "a"."b" from "a"
select 'öäü', "ö" from "größe"
select größe from t
select count(*) from t where name = E'it\\s'
select count(*) from t where xmin::text::bigint > 5
select jsonb_path_query(data, '$.a[*] ? (@ > 1)') from t
select data['a']['b'] from t
select data -> 'a' -> 0 ->> 'b' from t
select data - 'a', data #- '{a}', data || '{"x":1}' from t
select count(*) from t where 'a' <@ b
select a <-> b, a <=> b from t
select approx_count(a) from t tablesample bernoulli (1) where b
select first from t
select status, state, count(*) as count from t group by status, state
select t.count, t.value, t.order_ from t
select id as value, name as key from t
select plan, edition, license, locked, comment, action, groups, filter, format, index, interval, cache, public, temp, of, no, next, last, replace, row, rows, schema, sequence, session, table_name, temporary, top, start, stop, type, view, work, zone from t
select exists (select from t)
select count(*) from t where exists (select from u where u.id = t.id)
select count(*) from t where name ^@ 'a'
select substring(name similar '%#"b#"%' escape '#') from t
select uuid, number, t.date from settings t where t.force = 1 and day > 2
