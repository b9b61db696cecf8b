package io.serviceping.collector;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the report. */
final class ReportStore {
    private static final int LISTED = 1000;
    private static final String PINGS = "select count(*) from ping";
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
    private static final String DUPLICATES = """
            select ping_id, instance_id, period, deliveries from ping
            where deliveries > 1 order by id limit :most
            """;

    private final JdbcClient jdbc;

    ReportStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The first thousand of each kind. */
    Report read() {
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
}
