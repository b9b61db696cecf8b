package io.serviceping.collector.store;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the report. */
public final class ReportStore {
    private static final int LISTED = 1000;
    private static final String PINGS = "select count(*) from ping";
    private static final int PERIODS_LISTED = 100;
    private static final String INSTANCES = "select count(distinct instance_id) from ping";
    private static final String REJECTS = "select count(*) from reject";
    private static final String GAPS = """
            select instance_id, period, sequence_number, previous from (
                select instance_id, period, sequence_number,
                    coalesce(lag(sequence_number) over (partition by instance_id order by sequence_number), 0) as previous
                from ping) numbered
            where sequence_number > previous + 1
            order by instance_id, sequence_number limit :most
            """;
    private static final String REPEATED = """
            select instance_id, sequence_number, count(*) as pings from ping
            group by instance_id, sequence_number having count(*) > 1
            order by instance_id, sequence_number limit :most
            """;
    private static final String CONFLICTS = """
            select instance_id, sum(deliveries) as deliveries, min(first_received_at) as first_at, max(last_received_at) as last_at
            from conflict group by instance_id order by max(last_received_at) desc, instance_id limit :most
            """;
    private static final String CONFLICT_PERIODS = """
            select period from conflict where instance_id = :instance_id order by period desc limit :most
            """;
    private static final String DUPLICATES = """
            select ping_id, instance_id, period, deliveries from ping
            where deliveries > 1 order by id limit :most
            """;

    private final JdbcClient jdbc;

    public ReportStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The report, with the first thousand of each kind. */
    public Report read() {
        return new Report(
                jdbc.sql(PINGS).query(Long.class).single(),
                jdbc.sql(INSTANCES).query(Long.class).single(),
                jdbc.sql(GAPS)
                        .param("most", LISTED)
                        .query((row, number) -> new Report.Gap(
                                row.getObject("instance_id", UUID.class),
                                row.getLong("previous") + 1,
                                row.getLong("sequence_number") - 1,
                                row.getString("period")))
                        .list(),
                jdbc.sql(REPEATED)
                        .param("most", LISTED)
                        .query((row, number) -> new Report.RepeatedSequence(
                                row.getObject("instance_id", UUID.class),
                                row.getLong("sequence_number"),
                                row.getLong("pings")))
                        .list(),
                conflicts(),
                jdbc.sql(DUPLICATES)
                        .param("most", LISTED)
                        .query((row, number) -> new Report.Duplicate(
                                row.getObject("ping_id", UUID.class),
                                row.getObject("instance_id", UUID.class),
                                row.getString("period"),
                                row.getLong("deliveries")))
                        .list(),
                jdbc.sql(REJECTS).query(Long.class).single());
    }

    private List<Report.Conflict> conflicts() {
        return jdbc
                .sql(CONFLICTS)
                .param("most", LISTED)
                .query((row, number) -> new Report.Conflict(
                        row.getObject("instance_id", UUID.class),
                        row.getLong("deliveries"),
                        row.getObject("first_at", OffsetDateTime.class).toInstant(),
                        row.getObject("last_at", OffsetDateTime.class).toInstant(),
                        List.of()))
                .list()
                .stream()
                .map(this::withPeriods)
                .toList();
    }

    private Report.Conflict withPeriods(Report.Conflict conflict) {
        List<String> periods = jdbc.sql(CONFLICT_PERIODS)
                .param("instance_id", conflict.instanceId())
                .param("most", PERIODS_LISTED)
                .query(String.class)
                .list();
        return new Report.Conflict(conflict.instanceId(), conflict.count(), conflict.first(), conflict.last(), periods);
    }
}
