select |/ 25.0
select @ -5
select a operator(pg_catalog.+) b from t
select a, count(*) from t group by distinct rollup(a, b)
select a from t order by a using >
select $tag$text$tag$
select sum(- -a) from t
