package io.serviceping.count.incremental;

import io.serviceping.count.span.GroupSeal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Stores incremental states in the state database. Takes part in the caller's transaction. */
public final class IncrementalStore {
    private static final String COLUMNS = """
        select incremental_id, ping_id, as_of, mark, uses, checked_to, table_name, future_ranges, future_ranges_full
          from incremental_state\
        """;
    private static final String FIND = COLUMNS + " where incremental_id = :incrementalId";
    private static final String ALL = COLUMNS + " order by table_name, incremental_id";
    private static final String ADD = """
        insert into incremental_state (incremental_id, ping_id, as_of, mark, uses, checked_to, table_name,
                                       future_ranges, future_ranges_full)
        values (:incrementalId, :pingId, :asOf, :mark, :uses, :checkedTo, :table, :ranges, :full)\
        """;
    private static final String UPDATE = """
        update incremental_state
           set ping_id = :pingId, as_of = :asOf, mark = :mark, uses = :uses, checked_to = :checkedTo,
               table_name = :table, future_ranges = :ranges, future_ranges_full = :full
         where incremental_id = :incrementalId\
        """;
    private static final String DELETE = "delete from incremental_state where incremental_id = :incrementalId";

    private final JdbcClient jdbc;
    private final BaselineStore baselines;
    private final SegmentStore segments;

    public IncrementalStore(DataSource state, GroupSeal seal) {
        this.jdbc = JdbcClient.create(state);
        this.baselines = new BaselineStore(jdbc);
        this.segments = new SegmentStore(jdbc, seal);
    }

    BaselineStore baselines() {
        return baselines;
    }

    SegmentStore segments() {
        return segments;
    }

    /** Empty: there is none, or this installation lacks the key that encrypted it. */
    Optional<IncrementalState> find(String incrementalId) {
        return segments.opens(incrementalId)
                ? jdbc.sql(FIND)
                        .param("incrementalId", incrementalId)
                        .query((row, number) -> stored(row))
                        .optional()
                : Optional.empty();
    }

    /** The tables with rows in the future, which every ping counts again. */
    public static List<FutureRows> futureRows(DataSource state) {
        return all(JdbcClient.create(state)).stream()
                .filter(stored ->
                        !stored.future().ranges().isEmpty() || stored.future().isFull())
                .map(stored -> new FutureRows(
                        stored.future().table(),
                        stored.future().ranges().size(),
                        stored.future().isFull() ? OptionalLong.of(stored.mark()) : OptionalLong.empty()))
                .toList();
    }

    /** Inserts or updates an incremental state, without its segments. */
    void put(IncrementalState stored) {
        boolean isKnown = jdbc.sql(UPDATE).params(columns(stored)).update() > 0;
        if (!isKnown) {
            jdbc.sql(ADD).params(columns(stored)).update();
        }
    }

    private static Map<String, Object> columns(IncrementalState stored) {
        return Map.of(
                "incrementalId", stored.id(),
                "pingId", stored.pingId(),
                "asOf", stored.asOf().atOffset(ZoneOffset.UTC),
                "mark", stored.mark(),
                "uses", stored.uses(),
                "checkedTo", stored.checkedTo(),
                "table", stored.future().table(),
                "ranges", IdRange.text(stored.future().ranges()),
                "full", stored.future().isFull());
    }

    /** Deletes an incremental state with its segments. */
    void delete(String incrementalId) {
        segments.deleteFrom(incrementalId, 0);
        jdbc.sql(DELETE).param("incrementalId", incrementalId).update();
    }

    /** Deletes the ping's baselines, and the states that its scans do not use, unless they are of a later period. */
    public void end(UUID pingId, Instant asOf) {
        Set<String> used = baselines.states(pingId);
        all(jdbc).stream()
                .filter(stored -> !stored.asOf().isAfter(asOf) && !used.contains(stored.id()))
                .forEach(stored -> delete(stored.id()));
        baselines.removeAll(pingId);
    }

    private static List<IncrementalState> all(JdbcClient jdbc) {
        return jdbc.sql(ALL).query((row, number) -> stored(row)).list();
    }

    private static IncrementalState stored(ResultSet row) throws SQLException {
        return new IncrementalState(
                row.getString("incremental_id"),
                row.getObject("ping_id", UUID.class),
                row.getObject("as_of", OffsetDateTime.class).toInstant(),
                row.getLong("mark"),
                row.getInt("uses"),
                row.getLong("checked_to"),
                new IncrementalState.FutureRanges(
                        row.getString("table_name"),
                        IdRange.parse(row.getString("future_ranges")),
                        row.getBoolean("future_ranges_full")));
    }
}
