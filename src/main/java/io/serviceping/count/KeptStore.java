package io.serviceping.count;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is kept of tables that only grow, in the state database; takes part in the transaction of the caller. */
public final class KeptStore {
    private static final String FOOTING = """
            select kept_id, kind, kept_by, difference from footing where ping_id = :pingId and scan_id = :scanId""";
    private static final String STAND = """
            insert into footing (ping_id, scan_id, kept_id, kind, kept_by, difference)
            values (:pingId, :scanId, :keptId, :kind, :keptBy, :difference)""";
    private static final String LEAVE = "delete from footing where ping_id = :pingId and scan_id = :scanId";
    private static final String KEPT_BY_PING = "select distinct kept_id from footing where ping_id = :pingId";
    private static final String END = "delete from footing where ping_id = :pingId";

    private static final String FIND = """
            select kept_id, ping_id, as_of, mark, uses, checked_to from kept_scan where kept_id = :keptId""";
    private static final String ALL = "select kept_id, ping_id, as_of, mark, uses, checked_to from kept_scan";
    private static final String BEGIN = """
            insert into kept_scan (kept_id, ping_id, as_of, mark, uses, checked_to)
            values (:keptId, :pingId, :asOf, :mark, :uses, :checkedTo)""";
    private static final String CONTINUE = """
            update kept_scan
               set ping_id = :pingId, as_of = :asOf, mark = :mark, uses = :uses, checked_to = :checkedTo
             where kept_id = :keptId""";
    private static final String DELETE_CHUNKS = "delete from kept_chunk where kept_id = :keptId";
    private static final String DELETE = "delete from kept_scan where kept_id = :keptId";

    private static final String STRETCHES =
            "select last_id, row_count from kept_chunk where kept_id = :keptId order by series, number";
    private static final String CHUNKS = """
            select series, number, as_of, numbers, sets from kept_chunk
             where kept_id = :keptId order by series, number""";
    private static final String NEXT_SERIES =
            "select coalesce(max(series), -1) + 1 from kept_chunk where kept_id = :keptId";
    private static final String APPEND = """
            insert into kept_chunk (kept_id, series, number, as_of, last_id, row_count, numbers, sets)
            select cast(:keptId as varchar(32)), cast(:series as integer), number,
                   cast(:asOf as timestamp with time zone), cast(:lastId as bigint), cast(:rows as bigint), numbers, sets
              from chunk where ping_id = :pingId and scan_id = :scanId and span = :span and number = :number""";

    private final JdbcClient jdbc;

    public KeptStore(DataSource state) {
        this.jdbc = JdbcClient.create(state);
    }

    Optional<Footing> footing(UUID pingId, String scanId) {
        return jdbc.sql(FOOTING)
                .param("pingId", pingId)
                .param("scanId", scanId)
                .query((row, number) -> new Footing(
                        row.getString("kept_id"),
                        Footing.Kind.valueOf(row.getString("kind")),
                        row.getObject("kept_by", UUID.class),
                        row.getLong("difference")))
                .optional();
    }

    void stand(UUID pingId, String scanId, Footing footing) {
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

    Optional<Kept> find(String keptId) {
        return jdbc.sql(FIND)
                .param("keptId", keptId)
                .query((row, number) -> kept(row))
                .optional();
    }

    /** The stretches of ids that are counted, ascending. */
    List<Kept.Stretch> stretches(String keptId) {
        List<Kept.Stretch> stretches = new ArrayList<>();
        jdbc.sql(STRETCHES).param("keptId", keptId).query(row -> {
            long after = stretches.isEmpty()
                    ? Long.MIN_VALUE
                    : stretches.get(stretches.size() - 1).last();
            stretches.add(new Kept.Stretch(after, row.getLong("last_id"), row.getLong("row_count")));
        });
        return stretches;
    }

    /** All that was found, to be read for windows that end then. */
    List<Kept.Series> series(String keptId, Instant asOf) {
        Map<Integer, Kept.Series> series = new TreeMap<>();
        Map<Integer, List<Chunk>> chunks = new TreeMap<>();
        jdbc.sql(CHUNKS).param("keptId", keptId).query(row -> {
            long days = ChronoUnit.DAYS.between(instant(row, "as_of"), asOf);
            int id = row.getInt("series");
            chunks.computeIfAbsent(id, key -> new ArrayList<>())
                    .add(new Chunk(
                            row.getInt("number"),
                            new ResumeKey.Finished().text(),
                            row.getString("numbers"),
                            SetDeltas.read(row.getBytes("sets")),
                            Duration.ZERO));
            series.put(id, new Kept.Series(days / 7, List.of()));
        });
        return chunks.entrySet().stream()
                .map(one -> new Kept.Series(
                        series.getOrDefault(one.getKey(), new Kept.Series(0, List.of()))
                                .weeks(),
                        one.getValue()))
                .toList();
    }

    /** Keeps chunks of a ping's walk, behind those that are kept, if any, or in their place. */
    void keep(Kept kept, String scanId, List<SettledChunks.One> chunks, boolean continues) {
        if (!continues) {
            forget(kept.id());
        }
        jdbc.sql(continues ? CONTINUE : BEGIN)
                .param("keptId", kept.id())
                .param("pingId", kept.pingId())
                .param("asOf", kept.asOf().atOffset(ZoneOffset.UTC))
                .param("mark", kept.mark())
                .param("uses", kept.uses())
                .param("checkedTo", kept.checkedTo())
                .update();
        int series = jdbc.sql(NEXT_SERIES)
                .param("keptId", kept.id())
                .query(Integer.class)
                .single();
        for (SettledChunks.One chunk : chunks) {
            jdbc.sql(APPEND)
                    .param("keptId", kept.id())
                    .param("series", series + chunk.span())
                    .param("asOf", kept.asOf().atOffset(ZoneOffset.UTC))
                    .param("lastId", chunk.lastId())
                    .param("rows", chunk.rows())
                    .param("pingId", kept.pingId())
                    .param("scanId", scanId)
                    .param("span", chunk.span())
                    .param("number", chunk.number())
                    .update();
        }
    }

    void forget(String keptId) {
        jdbc.sql(DELETE_CHUNKS).param("keptId", keptId).update();
        jdbc.sql(DELETE).param("keptId", keptId).update();
    }

    /**
     * Ends the ping's walks: forgets what they built on, and what no scan of the ping asks for any more, unless a ping of
     * a later period kept it.
     */
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

    private static Kept kept(ResultSet row) throws SQLException {
        return new Kept(
                row.getString("kept_id"),
                row.getObject("ping_id", UUID.class),
                instant(row, "as_of"),
                row.getLong("mark"),
                row.getInt("uses"),
                row.getLong("checked_to"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
