set lazy_query_execution 0;

create view database_info (vendor, version) as
select 'h2', h2version();

analyze;
