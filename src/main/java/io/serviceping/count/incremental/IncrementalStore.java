package io.serviceping.count.incremental;

import io.serviceping.count.accumulator.AccumulatorKey;
import io.serviceping.count.distinct.DistinctSet;
import io.serviceping.count.span.Chunk;
import io.serviceping.count.span.GroupSeal;
import io.serviceping.count.span.SetDeltas;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Stores baselines and incremental states in the state database. Takes part in the caller's transaction. */
public final class IncrementalStore {
    private static final String BASELINE = """
        select incremental_id, kind, stored_by, difference from baseline where ping_id = :pingId and scan_id = :scanId\
        """;
    private static final String STAND = """
        insert into baseline (ping_id, scan_id, incremental_id, kind, stored_by, difference)
        values (:pingId, :scanId, :incrementalId, :kind, :storedBy, :difference)\
        """;
    private static final String LEAVE = "delete from baseline where ping_id = :pingId and scan_id = :scanId";
    private static final String STATES_OF_PING = "select distinct incremental_id from baseline where ping_id = :pingId";
    private static final String END = "delete from baseline where ping_id = :pingId";

    private static final String FIND = """
        select incremental_id, ping_id, as_of, mark, uses, checked_to, table_name, future_ranges, future_ranges_full from incremental_state
         where incremental_id = :incrementalId\
        """;
    private static final String ALL = """
        select incremental_id, ping_id, as_of, mark, uses, checked_to, table_name, future_ranges, future_ranges_full from incremental_state
         order by table_name, incremental_id\
        """;
    private static final String BEGIN = """
        insert into incremental_state (incremental_id, ping_id, as_of, mark, uses, checked_to, table_name, future_ranges, future_ranges_full)
        values (:incrementalId, :pingId, :asOf, :mark, :uses, :checkedTo, :table, :ranges, :full)\
        """;
    private static final String CONTINUE = """
        update incremental_state
           set ping_id = :pingId, as_of = :asOf, mark = :mark, uses = :uses, checked_to = :checkedTo,
               table_name = :table, future_ranges = :ranges, future_ranges_full = :full
         where incremental_id = :incrementalId\
        """;
    private static final String SEGMENTS = """
        select number, as_of, stretches, numbers, size from incremental_segment where incremental_id = :incrementalId order by number\
        """;
    private static final String GROUPS =
            "select group_numbers from incremental_segment where incremental_id = :incrementalId and number = :number";
    private static final String ALL_GROUPS =
            "select group_numbers from incremental_segment where incremental_id = :incrementalId";
    private static final String SETS = """
        select sets from incremental_sets where incremental_id = :incrementalId and number = :number order by part\
        """;
    private static final String ADD_SEGMENT = """
        insert into incremental_segment (incremental_id, number, as_of, stretches, numbers, group_numbers, size)
        values (:incrementalId, :number, :asOf, :stretches, :numbers, :groups, :size)\
        """;
    private static final String ADD_SETS = """
        insert into incremental_sets (incremental_id, number, part, sets) values (:incrementalId, :number, :part, :sets)\
        """;
    private static final String MEASURE = """
        update incremental_segment set size = :size where incremental_id = :incrementalId and number = :number\
        """;
    private static final String DELETE_SETS =
            "delete from incremental_sets where incremental_id = :incrementalId and number >= :number";
    private static final String DELETE_SEGMENTS =
            "delete from incremental_segment where incremental_id = :incrementalId and number >= :number";
    private static final String DELETE = "delete from incremental_state where incremental_id = :incrementalId";

    private final JdbcClient jdbc;
    private final GroupSeal seal;

    public IncrementalStore(DataSource state, GroupSeal seal) {
        this.jdbc = JdbcClient.create(state);
        this.seal = seal;
    }

    Optional<Baseline> baseline(UUID pingId, String scanId) {
        return jdbc.sql(BASELINE)
                .param("pingId", pingId)
                .param("scanId", scanId)
                .query((row, number) -> new Baseline(
                        row.getString("incremental_id"),
                        Baseline.Kind.valueOf(row.getString("kind")),
                        row.getObject("stored_by", UUID.class),
                        row.getLong("difference")))
                .optional();
    }

    void stand(UUID pingId, String scanId, Baseline baseline) {
        jdbc.sql(STAND)
                .param("pingId", pingId)
                .param("scanId", scanId)
                .param("incrementalId", baseline.incrementalId())
                .param("kind", baseline.kind().name())
                .param("storedBy", baseline.storedBy(), java.sql.Types.OTHER)
                .param("difference", baseline.difference())
                .update();
    }

    void leave(UUID pingId, String scanId) {
        jdbc.sql(LEAVE).param("pingId", pingId).param("scanId", scanId).update();
    }

    /** Empty: there is none, or this installation lacks the key that encrypted it. */
    Optional<IncrementalState> find(String incrementalId) {
        boolean opens = jdbc
                .sql(ALL_GROUPS)
                .param("incrementalId", incrementalId)
                .query((row, number) -> seal.opens(groups(row)))
                .list()
                .stream()
                .allMatch(one -> one);
        return !opens
                ? Optional.empty()
                : jdbc.sql(FIND)
                        .param("incrementalId", incrementalId)
                        .query((row, number) -> stored(row))
                        .optional();
    }

    /** The segments without their distinct sets, in the order of the ids. */
    List<IncrementalState.Segment> segments(String incrementalId) {
        List<IncrementalState.Segment> segments = new ArrayList<>();
        AtomicLong first = new AtomicLong(Long.MIN_VALUE);
        jdbc.sql(SEGMENTS).param("incrementalId", incrementalId).query(row -> {
            List<IncrementalState.Stretch> stretches = new ArrayList<>();
            String text = row.getString("stretches");
            for (String stretch : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
                int colon = stretch.indexOf(':');
                long to = Long.parseLong(stretch.substring(0, colon));
                stretches.add(new IncrementalState.Stretch(
                        first.getAndSet(to + 1), to, Long.parseLong(stretch.substring(colon + 1))));
            }
            segments.add(new IncrementalState.Segment(
                    row.getInt("number"),
                    instant(row, "as_of"),
                    stretches,
                    row.getString("numbers"),
                    row.getLong("size")));
        });
        return segments;
    }

    /** The tables with rows in the future, which every ping counts again. */
    public static List<FutureRows> futureRows(DataSource state) {
        return JdbcClient.create(state).sql(ALL).query((row, number) -> stored(row)).list().stream()
                .filter(stored -> !stored.apart().isEmpty() || stored.future().isFull())
                .map(stored -> new FutureRows(
                        stored.future().table(),
                        stored.apart().size(),
                        stored.future().isFull() ? OptionalLong.of(stored.mark()) : OptionalLong.empty()))
                .toList();
    }

    List<IncrementalState.Stretch> stretches(String incrementalId) {
        return segments(incrementalId).stream()
                .flatMap(segment -> segment.stretches().stream())
                .toList();
    }

    private static byte[] groups(ResultSet row) throws SQLException {
        byte[] groups = row.getBytes("group_numbers");
        return groups == null ? new byte[0] : groups;
    }

    byte[] groups(String incrementalId, IncrementalState.Segment segment) {
        return jdbc.sql(GROUPS)
                .param("incrementalId", incrementalId)
                .param("number", segment.number())
                .query((row, number) -> seal.open(groups(row)))
                .single();
    }

    void readSets(String incrementalId, IncrementalState.Segment segment, Consumer<List<Chunk.SetDelta>> reader) {
        jdbc.sql(SETS)
                .withFetchSize(1)
                .param("incrementalId", incrementalId)
                .param("number", segment.number())
                .query(row -> {
                    reader.accept(SetDeltas.read(seal.open(row.getBytes("sets"))));
                });
    }

    /** Inserts or updates an incremental state, without its segments. */
    void keep(IncrementalState stored) {
        boolean isKnown = jdbc.sql(CONTINUE).params(columns(stored)).update() > 0;
        if (!isKnown) {
            jdbc.sql(BEGIN).params(columns(stored)).update();
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
                "ranges", IdRange.text(stored.apart()),
                "full", stored.future().isFull());
    }

    /** Replaces all segments from this one's number on. */
    void put(
            String incrementalId,
            IncrementalState.Segment segment,
            byte[] groups,
            Map<AccumulatorKey, DistinctSet> sets) {
        forgetFrom(incrementalId, segment.number());
        jdbc.sql(ADD_SEGMENT)
                .param("incrementalId", incrementalId)
                .param("number", segment.number())
                .param("asOf", segment.asOf().atOffset(ZoneOffset.UTC))
                .param(
                        "stretches",
                        segment.stretches().stream()
                                .map(stretch -> stretch.last() + ":" + stretch.rows())
                                .collect(Collectors.joining(" ")))
                .param("numbers", segment.numbers())
                .param("groups", seal.seal(groups))
                .param("size", segment.size())
                .update();
        AtomicInteger part = new AtomicInteger();
        AtomicLong size = new AtomicLong(segment.numbers().length() + groups.length);
        boolean named = sets.keySet().stream().anyMatch(place -> place.key() != null);
        SetDeltas.writeParts(sets, bytes -> {
            jdbc.sql(ADD_SETS)
                    .param("incrementalId", incrementalId)
                    .param("number", segment.number())
                    .param("part", part.getAndIncrement())
                    .param("sets", named ? seal.seal(bytes) : bytes)
                    .update();
            size.addAndGet(bytes.length);
        });
        jdbc.sql(MEASURE)
                .param("incrementalId", incrementalId)
                .param("number", segment.number())
                .param("size", size.get())
                .update();
    }

    private void forgetFrom(String incrementalId, int number) {
        jdbc.sql(DELETE_SETS)
                .param("incrementalId", incrementalId)
                .param("number", number)
                .update();
        jdbc.sql(DELETE_SEGMENTS)
                .param("incrementalId", incrementalId)
                .param("number", number)
                .update();
    }

    void forget(String incrementalId) {
        forgetFrom(incrementalId, 0);
        jdbc.sql(DELETE).param("incrementalId", incrementalId).update();
    }

    /** Deletes the ping's baselines, and the states that its scans do not use, unless they are of a later period. */
    public void end(UUID pingId, Instant asOf) {
        Set<String> asked = jdbc.sql(STATES_OF_PING)
                .param("pingId", pingId)
                .query(String.class)
                .set();
        jdbc.sql(ALL).query((row, number) -> stored(row)).list().stream()
                .filter(stored -> !stored.asOf().isAfter(asOf) && !asked.contains(stored.id()))
                .forEach(stored -> forget(stored.id()));
        jdbc.sql(END).param("pingId", pingId).update();
    }

    private static IncrementalState stored(ResultSet row) throws SQLException {
        return new IncrementalState(
                row.getString("incremental_id"),
                row.getObject("ping_id", UUID.class),
                instant(row, "as_of"),
                row.getLong("mark"),
                row.getInt("uses"),
                row.getLong("checked_to"),
                new IncrementalState.FutureRanges(
                        row.getString("table_name"),
                        IdRange.parse(row.getString("future_ranges")),
                        row.getBoolean("future_ranges_full")));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
