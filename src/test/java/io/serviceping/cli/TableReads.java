package io.serviceping.cli;

import org.springframework.jdbc.core.simple.JdbcClient;

/** What the application's database has read in its tables so far, as PostgreSQL counts it. */
record TableReads(long scansOfNotes, long rowsOfEvents) {
    private static final String CONNECTED = """
            select count(*) from pg_stat_activity
             where datname = current_database() and application_name = 'service-ping'""";
    private static final String SCANS = "select seq_scan from pg_stat_user_tables where relname = 'notes'";
    private static final String ROWS = """
            select (select seq_tup_read from pg_stat_user_tables where relname = 'events')
                 + (select sum(idx_tup_read)::bigint from pg_stat_user_indexes where relname = 'events')""";

    /** Now; a session tells at the latest when it ends, so this waits until none of ours is left. */
    static TableReads of(Installation site) {
        JdbcClient application = JdbcClient.create(site.application().dataSource());
        Await.until("the application's database has nobody connected", () -> number(application, CONNECTED) == 0);
        return new TableReads(number(application, SCANS), number(application, ROWS));
    }

    TableReads since(TableReads before) {
        return new TableReads(scansOfNotes - before.scansOfNotes, rowsOfEvents - before.rowsOfEvents);
    }

    private static long number(JdbcClient application, String sql) {
        return application.sql(sql).query(Long.class).single();
    }
}
