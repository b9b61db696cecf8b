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
        select kept_id, kind, kept_by, difference from footing where ping_id = :pingId and scan_id = :scanId\
        """;
    private static final String STAND = """
        insert into footing (ping_id, scan_id, kept_id, kind, kept_by, difference)
        values (:pingId, :scanId, :keptId, :kind, :keptBy, :difference)\
        """;
    private static final String LEAVE = "delete from footing where ping_id = :pingId and scan_id = :scanId";
    private static final String STATES_OF_PING = "select distinct kept_id from footing where ping_id = :pingId";
    private static final String END = "delete from footing where ping_id = :pingId";

    private static final String FIND = """
        select kept_id, ping_id, as_of, mark, uses, checked_to, table_name, apart, apart_full from kept_scan
         where kept_id = :keptId\
        """;
    private static final String ALL = """
        select kept_id, ping_id, as_of, mark, uses, checked_to, table_name, apart, apart_full from kept_scan
         order by table_name, kept_id\
        """;
    private static final String BEGIN = """
        insert into kept_scan (kept_id, ping_id, as_of, mark, uses, checked_to, table_name, apart, apart_full)
        values (:keptId, :pingId, :asOf, :mark, :uses, :checkedTo, :table, :apart, :full)\
        """;
    private static final String CONTINUE = """
        update kept_scan
           set ping_id = :pingId, as_of = :asOf, mark = :mark, uses = :uses, checked_to = :checkedTo,
               table_name = :table, apart = :apart, apart_full = :full
         where kept_id = :keptId\
        """;
    private static final String SEGMENTS = """
        select number, as_of, stretches, numbers, size from kept_piece where kept_id = :keptId order by number\
        """;
    private static final String GROUPS =
            "select group_numbers from kept_piece where kept_id = :keptId and number = :number";
    private static final String ALL_GROUPS = "select group_numbers from kept_piece where kept_id = :keptId";
    private static final String SETS = """
        select sets from kept_sets where kept_id = :keptId and number = :number order by part\
        """;
    private static final String ADD_SEGMENT = """
        insert into kept_piece (kept_id, number, as_of, stretches, numbers, group_numbers, size)
        values (:keptId, :number, :asOf, :stretches, :numbers, :groups, :size)\
        """;
    private static final String ADD_SETS = """
        insert into kept_sets (kept_id, number, part, sets) values (:keptId, :number, :part, :sets)\
        """;
    private static final String MEASURE = """
        update kept_piece set size = :size where kept_id = :keptId and number = :number\
        """;
    private static final String DELETE_SETS = "delete from kept_sets where kept_id = :keptId and number >= :number";
    private static final String DELETE_SEGMENTS =
            "delete from kept_piece where kept_id = :keptId and number >= :number";
    private static final String DELETE = "delete from kept_scan where kept_id = :keptId";

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
                        row.getString("kept_id"),
                        Baseline.Kind.valueOf(row.getString("kind")),
                        row.getObject("kept_by", UUID.class),
                        row.getLong("difference")))
                .optional();
    }

    void stand(UUID pingId, String scanId, Baseline baseline) {
        jdbc.sql(STAND)
                .param("pingId", pingId)
                .param("scanId", scanId)
                .param("keptId", baseline.incrementalId())
                .param("kind", baseline.kind().name())
                .param("keptBy", baseline.storedBy(), java.sql.Types.OTHER)
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
                .param("keptId", incrementalId)
                .query((row, number) -> seal.opens(groups(row)))
                .list()
                .stream()
                .allMatch(one -> one);
        return !opens
                ? Optional.empty()
                : jdbc.sql(FIND)
                        .param("keptId", incrementalId)
                        .query((row, number) -> stored(row))
                        .optional();
    }

    /** The segments without their distinct sets, in the order of the ids. */
    List<IncrementalState.Segment> segments(String incrementalId) {
        List<IncrementalState.Segment> segments = new ArrayList<>();
        AtomicLong first = new AtomicLong(Long.MIN_VALUE);
        jdbc.sql(SEGMENTS).param("keptId", incrementalId).query(row -> {
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
                .param("keptId", incrementalId)
                .param("number", segment.number())
                .query((row, number) -> seal.open(groups(row)))
                .single();
    }

    void readSets(String incrementalId, IncrementalState.Segment segment, Consumer<List<Chunk.SetDelta>> reader) {
        jdbc.sql(SETS)
                .withFetchSize(1)
                .param("keptId", incrementalId)
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
                "keptId", stored.id(),
                "pingId", stored.pingId(),
                "asOf", stored.asOf().atOffset(ZoneOffset.UTC),
                "mark", stored.mark(),
                "uses", stored.uses(),
                "checkedTo", stored.checkedTo(),
                "table", stored.future().table(),
                "apart", IdRange.text(stored.apart()),
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
                .param("keptId", incrementalId)
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
                    .param("keptId", incrementalId)
                    .param("number", segment.number())
                    .param("part", part.getAndIncrement())
                    .param("sets", named ? seal.seal(bytes) : bytes)
                    .update();
            size.addAndGet(bytes.length);
        });
        jdbc.sql(MEASURE)
                .param("keptId", incrementalId)
                .param("number", segment.number())
                .param("size", size.get())
                .update();
    }

    private void forgetFrom(String incrementalId, int number) {
        jdbc.sql(DELETE_SETS)
                .param("keptId", incrementalId)
                .param("number", number)
                .update();
        jdbc.sql(DELETE_SEGMENTS)
                .param("keptId", incrementalId)
                .param("number", number)
                .update();
    }

    void forget(String incrementalId) {
        forgetFrom(incrementalId, 0);
        jdbc.sql(DELETE).param("keptId", incrementalId).update();
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
                row.getString("kept_id"),
                row.getObject("ping_id", UUID.class),
                instant(row, "as_of"),
                row.getLong("mark"),
                row.getInt("uses"),
                row.getLong("checked_to"),
                new IncrementalState.FutureRanges(
                        row.getString("table_name"),
                        IdRange.parse(row.getString("apart")),
                        row.getBoolean("apart_full")));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
