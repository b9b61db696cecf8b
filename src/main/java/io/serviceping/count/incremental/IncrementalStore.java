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
    private static final String FOOTING = """
        select kept_id, kind, kept_by, difference from footing where ping_id = :pingId and scan_id = :scanId\
        """;
    private static final String STAND = """
        insert into footing (ping_id, scan_id, kept_id, kind, kept_by, difference)
        values (:pingId, :scanId, :keptId, :kind, :keptBy, :difference)\
        """;
    private static final String LEAVE = "delete from footing where ping_id = :pingId and scan_id = :scanId";
    private static final String KEPT_BY_PING = "select distinct kept_id from footing where ping_id = :pingId";
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
    private static final String PIECES = """
        select number, as_of, stretches, numbers, size from kept_piece where kept_id = :keptId order by number\
        """;
    private static final String GROUPS =
            "select group_numbers from kept_piece where kept_id = :keptId and number = :number";
    private static final String ALL_GROUPS = "select group_numbers from kept_piece where kept_id = :keptId";
    private static final String SETS = """
        select sets from kept_sets where kept_id = :keptId and number = :number order by part\
        """;
    private static final String ADD_PIECE = """
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
    private static final String DELETE_PIECES = "delete from kept_piece where kept_id = :keptId and number >= :number";
    private static final String DELETE = "delete from kept_scan where kept_id = :keptId";

    private final JdbcClient jdbc;
    private final GroupSeal seal;

    public IncrementalStore(DataSource state, GroupSeal seal) {
        this.jdbc = JdbcClient.create(state);
        this.seal = seal;
    }

    Optional<Baseline> footing(UUID pingId, String scanId) {
        return jdbc.sql(FOOTING)
                .param("pingId", pingId)
                .param("scanId", scanId)
                .query((row, number) -> new Baseline(
                        row.getString("kept_id"),
                        Baseline.Kind.valueOf(row.getString("kind")),
                        row.getObject("kept_by", UUID.class),
                        row.getLong("difference")))
                .optional();
    }

    void stand(UUID pingId, String scanId, Baseline footing) {
        jdbc.sql(STAND)
                .param("pingId", pingId)
                .param("scanId", scanId)
                .param("keptId", footing.keptId())
                .param("kind", footing.kind().name())
                .param("keptBy", footing.keptBy(), java.sql.Types.OTHER)
                .param("difference", footing.difference())
                .update();
    }

    void leave(UUID pingId, String scanId) {
        jdbc.sql(LEAVE).param("pingId", pingId).param("scanId", scanId).update();
    }

    /** Empty: there is none, or this installation lacks the key that encrypted it. */
    Optional<IncrementalState> find(String keptId) {
        boolean opens =
                jdbc
                        .sql(ALL_GROUPS)
                        .param("keptId", keptId)
                        .query((row, number) -> seal.opens(groups(row)))
                        .list()
                        .stream()
                        .allMatch(one -> one);
        return !opens
                ? Optional.empty()
                : jdbc.sql(FIND)
                        .param("keptId", keptId)
                        .query((row, number) -> kept(row))
                        .optional();
    }

    /** The segments without their distinct sets, in the order of the ids. */
    List<IncrementalState.Piece> pieces(String keptId) {
        List<IncrementalState.Piece> pieces = new ArrayList<>();
        AtomicLong first = new AtomicLong(Long.MIN_VALUE);
        jdbc.sql(PIECES).param("keptId", keptId).query(row -> {
            List<IncrementalState.Stretch> stretches = new ArrayList<>();
            String text = row.getString("stretches");
            for (String stretch : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
                int colon = stretch.indexOf(':');
                long to = Long.parseLong(stretch.substring(0, colon));
                stretches.add(new IncrementalState.Stretch(
                        first.getAndSet(to + 1), to, Long.parseLong(stretch.substring(colon + 1))));
            }
            pieces.add(new IncrementalState.Piece(
                    row.getInt("number"),
                    instant(row, "as_of"),
                    stretches,
                    row.getString("numbers"),
                    row.getLong("size")));
        });
        return pieces;
    }

    /** The tables with rows in the future, which every ping counts again. */
    public static List<FutureRows> futureRows(DataSource state) {
        return JdbcClient.create(state).sql(ALL).query((row, number) -> kept(row)).list().stream()
                .filter(kept -> !kept.apart().isEmpty() || kept.aside().isFull())
                .map(kept -> new FutureRows(
                        kept.aside().table(),
                        kept.apart().size(),
                        kept.aside().isFull() ? OptionalLong.of(kept.mark()) : OptionalLong.empty()))
                .toList();
    }

    List<IncrementalState.Stretch> stretches(String keptId) {
        return pieces(keptId).stream()
                .flatMap(piece -> piece.stretches().stream())
                .toList();
    }

    private static byte[] groups(ResultSet row) throws SQLException {
        byte[] groups = row.getBytes("group_numbers");
        return groups == null ? new byte[0] : groups;
    }

    byte[] groups(String keptId, IncrementalState.Piece piece) {
        return jdbc.sql(GROUPS)
                .param("keptId", keptId)
                .param("number", piece.number())
                .query((row, number) -> seal.open(groups(row)))
                .single();
    }

    void readSets(String keptId, IncrementalState.Piece piece, Consumer<List<Chunk.SetDelta>> reader) {
        jdbc.sql(SETS)
                .withFetchSize(1)
                .param("keptId", keptId)
                .param("number", piece.number())
                .query(row -> {
                    reader.accept(SetDeltas.read(seal.open(row.getBytes("sets"))));
                });
    }

    /** Inserts or updates an incremental state, without its segments. */
    void keep(IncrementalState kept) {
        boolean isKnown = jdbc.sql(CONTINUE).params(columns(kept)).update() > 0;
        if (!isKnown) {
            jdbc.sql(BEGIN).params(columns(kept)).update();
        }
    }

    private static Map<String, Object> columns(IncrementalState kept) {
        return Map.of(
                "keptId", kept.id(),
                "pingId", kept.pingId(),
                "asOf", kept.asOf().atOffset(ZoneOffset.UTC),
                "mark", kept.mark(),
                "uses", kept.uses(),
                "checkedTo", kept.checkedTo(),
                "table", kept.aside().table(),
                "apart", IdRange.text(kept.apart()),
                "full", kept.aside().isFull());
    }

    /** Replaces all segments from this one's number on. */
    void put(String keptId, IncrementalState.Piece piece, byte[] groups, Map<AccumulatorKey, DistinctSet> sets) {
        forgetFrom(keptId, piece.number());
        jdbc.sql(ADD_PIECE)
                .param("keptId", keptId)
                .param("number", piece.number())
                .param("asOf", piece.asOf().atOffset(ZoneOffset.UTC))
                .param(
                        "stretches",
                        piece.stretches().stream()
                                .map(stretch -> stretch.last() + ":" + stretch.rows())
                                .collect(Collectors.joining(" ")))
                .param("numbers", piece.numbers())
                .param("groups", seal.seal(groups))
                .param("size", piece.size())
                .update();
        AtomicInteger part = new AtomicInteger();
        AtomicLong size = new AtomicLong(piece.numbers().length() + groups.length);
        boolean named = sets.keySet().stream().anyMatch(place -> place.key() != null);
        SetDeltas.writeParts(sets, bytes -> {
            jdbc.sql(ADD_SETS)
                    .param("keptId", keptId)
                    .param("number", piece.number())
                    .param("part", part.getAndIncrement())
                    .param("sets", named ? seal.seal(bytes) : bytes)
                    .update();
            size.addAndGet(bytes.length);
        });
        jdbc.sql(MEASURE)
                .param("keptId", keptId)
                .param("number", piece.number())
                .param("size", size.get())
                .update();
    }

    private void forgetFrom(String keptId, int number) {
        jdbc.sql(DELETE_SETS).param("keptId", keptId).param("number", number).update();
        jdbc.sql(DELETE_PIECES).param("keptId", keptId).param("number", number).update();
    }

    void forget(String keptId) {
        forgetFrom(keptId, 0);
        jdbc.sql(DELETE).param("keptId", keptId).update();
    }

    /** Deletes the ping's baselines, and the states that its scans do not use, unless they are of a later period. */
    public void end(UUID pingId, Instant asOf) {
        Set<String> asked = jdbc.sql(KEPT_BY_PING)
                .param("pingId", pingId)
                .query(String.class)
                .set();
        jdbc.sql(ALL).query((row, number) -> kept(row)).list().stream()
                .filter(kept -> !kept.asOf().isAfter(asOf) && !asked.contains(kept.id()))
                .forEach(kept -> forget(kept.id()));
        jdbc.sql(END).param("pingId", pingId).update();
    }

    private static IncrementalState kept(ResultSet row) throws SQLException {
        return new IncrementalState(
                row.getString("kept_id"),
                row.getObject("ping_id", UUID.class),
                instant(row, "as_of"),
                row.getLong("mark"),
                row.getInt("uses"),
                row.getLong("checked_to"),
                new IncrementalState.Aside(
                        row.getString("table_name"),
                        IdRange.parse(row.getString("apart")),
                        row.getBoolean("apart_full")));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
