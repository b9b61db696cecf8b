package io.serviceping.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Holds scans on PostgreSQL in the middle of their statements until the test admits them. A process can then be stopped
 * within a step, without sleeping.
 */
final class ScanGate {
    /** Finds the number of a waiting scan in its statement. */
    private static final String WAITING = """
            select substring(query from 'pass\\((\\d+)\\)')::integer from pg_stat_activity
             where datname = current_database() and application_name = 'service-ping' and state = 'active'
               and query like '%pass(%'
               and not exists (select 1 from ticket where scan = substring(query from 'pass\\((\\d+)\\)')::integer)""";

    private final JdbcClient application;
    private final List<Integer> arrivals = new ArrayList<>();

    /** Gives the installation so many metrics, each held by the gate. */
    ScanGate(Installation installation, int scans) {
        installation
                .application()
                .execute(
                        "create table ticket (scan integer primary key)",
                        "create function pass(n integer) returns integer language plpgsql volatile as $$ begin"
                                + " while not exists (select 1 from ticket where scan = n) loop"
                                + " perform pg_sleep(0.01); end loop; return 0; end $$");
        IntStream.rangeClosed(1, scans)
                .forEach(n -> installation.metric(
                        "gated.scan_" + n, "select count(*) + pass(" + n + ") from issues where id <= " + n));
        installation.set("collection.statement-timeout", "5m");
        this.application = JdbcClient.create(installation.application().dataSource());
    }

    boolean isWaitedAt() {
        return waiting().isPresent();
    }

    void admit(int scans) {
        for (int i = 0; i < scans; i++) {
            Await.until("a scan comes", this::isWaitedAt);
            admitWhoWaits();
        }
    }

    void admitWhoWaits() {
        waiting().ifPresent(scan -> {
            arrivals.add(scan);
            application
                    .sql("insert into ticket values (:scan)")
                    .param("scan", scan)
                    .update();
        });
    }

    /** After a kill: removes all tickets and ends the killed run's statements on the server. */
    void reset() {
        application.sql("""
                select count(pg_terminate_backend(pid)) from pg_stat_activity
                 where datname = current_database() and application_name = 'service-ping'""").query(Long.class).single();
        application.sql("delete from ticket").update();
    }

    /** The admitted scans, in the order of arrival. */
    List<Integer> arrivals() {
        return arrivals;
    }

    private Optional<Integer> waiting() {
        return application.sql(WAITING).query(Integer.class).list().stream().findFirst();
    }
}
