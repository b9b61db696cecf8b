-- Without it every level of a derived table is kept in full, beyond 40 000 rows on disk.
set lazy_query_execution 1;
