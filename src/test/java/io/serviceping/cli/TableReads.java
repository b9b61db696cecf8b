package io.serviceping.cli;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The reads of the application's tables so far, from PostgreSQL's statistics. */
record TableReads(long scansOfNotes, long rowsOfEvents) {
    private static final String CONNECTED = """
            select count(*) from pg_stat_activity
             where datname = current_database() and application_name = 'service-ping'""";
    private static final String SCANS = "select seq_scan from pg_stat_user_tables where relname = 'notes'";
    private static final String ROWS = """
            select (select seq_tup_read from pg_stat_user_tables where relname = 'events')
                 + (select sum(idx_tup_read)::bigint from pg_stat_user_indexes where relname = 'events')""";

    /**
     * The counts now. A session reports its reads at its end at the latest, so this waits until no session of the
     * program is left.
     */
    static TableReads of(Installation installation) {
        JdbcClient application = JdbcClient.create(installation.application().dataSource());
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
