package io.serviceping.count.span;

import io.serviceping.count.range.ResumeKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Progress of shared scans in the state database, in the caller's transaction. */
public final class SpanStore {
    private static final String BEGIN =
            "insert into span (ping_id, scan_id, number, start_key) values (:pingId, :scanId, :span, :startKey)";
    private static final String SPANS =
            "select number, start_key, epoch from span where ping_id = :pingId and scan_id = :scanId order by number";
    /** Inserts nothing if the span was restarted; the lock on its row prevents a restart at the same time. */
    private static final String APPEND = """
        insert into chunk (ping_id, scan_id, span, number, position_key, numbers, group_numbers, sets, took_nanos)
        select ping_id, scan_id, number, :number, :position, :numbers, :groups, :sets, :tookNanos from span
         where ping_id = :pingId and scan_id = :scanId and number = :span and epoch = :epoch
           for update\
        """;

    private static final String CHUNKS = """
        select number, position_key, numbers, group_numbers, sets, took_nanos from chunk
         where ping_id = :pingId and scan_id = :scanId and span = :span order by number\
        """;
    private static final String OUTLINE = """
        select span, number, position_key, numbers, took_nanos from chunk
         where ping_id = :pingId and scan_id = :scanId order by span, number\
        """;
    private static final String SETS = """
        select span, number, group_numbers, sets from chunk
         where ping_id = :pingId and scan_id = :scanId
           and (span > :afterSpan or span = :afterSpan and number > :afterNumber)
           and (span < :lastSpan or span = :lastSpan and number <= :lastNumber)
         order by span, number\
        """;
    private static final String GROUPS = """
        select group_numbers from chunk
         where ping_id = :pingId and scan_id = :scanId and group_numbers is not null\
        """;
    private static final String LAST_POSITION = """
        select position_key from chunk
         where ping_id = :pingId and scan_id = :scanId and span = :span order by number desc limit 1\
        """;
    private static final String FORGET_CHUNKS = "delete from chunk where ping_id = :pingId and scan_id = :scanId";
    private static final String FORGET_SPANS = "delete from span where ping_id = :pingId and scan_id = :scanId";
    private static final String BEGIN_AGAIN =
            "update span set epoch = epoch + 1 where ping_id = :pingId and scan_id = :scanId and number = :span";
    private static final String FORGET =
            "delete from chunk where ping_id = :pingId and scan_id = :scanId and span = :span";

    private static final String END_CHUNKS = "delete from chunk where ping_id = :pingId";
    private static final String END_SPANS = "delete from span where ping_id = :pingId";

    private final JdbcClient jdbc;
    private final GroupSeal seal;

    public SpanStore(DataSource state, GroupSeal seal) {
        this.jdbc = JdbcClient.create(state);
        this.seal = seal;
    }

    /** Stores a scan's spans, once. */
    public void begin(UUID pingId, String scanId, List<ResumeKey> spans) {
        for (int span = 0; span < spans.size(); span++) {
            jdbc.sql(BEGIN)
                    .param("pingId", pingId)
                    .param("scanId", scanId)
                    .param("span", span)
                    .param("startKey", spans.get(span).text())
                    .update();
        }
    }

    /** A scan's results; groups and sets are read when needed. */
    public SpanResults findings(UUID pingId, String scanId) {
        Map<Integer, List<Chunk>> chunks = new HashMap<>();
        jdbc.sql(OUTLINE).param("pingId", pingId).param("scanId", scanId).query(row -> {
            chunks.computeIfAbsent(row.getInt("span"), span -> new ArrayList<>())
                    .add(chunk(row, new byte[0], List.of()));
        });
        List<SpanProgress> spans = begun(pingId, scanId).stream()
                .map(span -> span.with(chunks.getOrDefault(span.span(), List.of())))
                .toList();
        return new SpanResults(spans, (after, last, reader) -> readSets(pingId, scanId, after, last, reader));
    }

    private void readSets(
            UUID pingId, String scanId, ChunkPosition after, ChunkPosition last, SpanResults.SetReader reader) {
        jdbc.sql(SETS)
                .withFetchSize(1)
                .param("pingId", pingId)
                .param("scanId", scanId)
                .param("afterSpan", after.span())
                .param("afterNumber", after.number())
                .param("lastSpan", last.span())
                .param("lastNumber", last.number())
                .query(row -> {
                    reader.read(new ChunkPosition(row.getInt("span"), row.getInt("number")), groups(row), sets(row));
                });
    }

    /** A span with all its chunks. */
    public SpanProgress walk(UUID pingId, String scanId, int span) {
        return begun(pingId, scanId).get(span).with(chunks(pingId, scanId, span));
    }

    /** What is left of each span, without its results. Empty: the scan has not begun. */
    public List<ResumeKey> left(UUID pingId, String scanId) {
        return begun(pingId, scanId).stream()
                .map(progress -> jdbc.sql(LAST_POSITION)
                        .param("pingId", pingId)
                        .param("scanId", scanId)
                        .param("span", progress.span())
                        .query(String.class)
                        .optional()
                        .map(ResumeKey::parse)
                        .orElse(progress.start()))
                .toList();
    }

    private List<SpanProgress> begun(UUID pingId, String scanId) {
        return jdbc.sql(SPANS)
                .param("pingId", pingId)
                .param("scanId", scanId)
                .query((row, number) -> new SpanProgress(
                        row.getInt("number"),
                        ResumeKey.parse(row.getString("start_key")),
                        row.getInt("epoch"),
                        List.of()))
                .list();
    }

    /**
     * Stores a chunk behind the others of its span.
     *
     * @return false when the span was restarted since {@code walk}; nothing is stored then
     */
    public boolean append(UUID pingId, String scanId, SpanProgress progress, Chunk chunk) {
        byte[] sets = SetDeltas.write(chunk.sets());
        return jdbc.sql(APPEND)
                        .param("pingId", pingId)
                        .param("scanId", scanId)
                        .param("span", progress.span())
                        .param("epoch", progress.epoch())
                        .param("number", chunk.number())
                        .param("position", chunk.position())
                        .param("numbers", chunk.numbers())
                        .param("groups", chunk.groups().length == 0 ? null : seal.seal(chunk.groups()), Types.VARBINARY)
                        .param("sets", isNamed(chunk) ? seal.seal(sets) : sets)
                        .param("tookNanos", chunk.took().toNanos())
                        .update()
                == 1;
    }

    private static boolean isNamed(Chunk chunk) {
        return chunk.sets().stream().anyMatch(delta -> delta.key().group() != null);
    }

    /** Whether the scan's groups can be decrypted. Another installation on the same state database has another key. */
    public boolean opens(UUID pingId, String scanId) {
        return jdbc
                .sql(GROUPS)
                .param("pingId", pingId)
                .param("scanId", scanId)
                .query((row, number) -> seal.opens(row.getBytes("group_numbers")))
                .list()
                .stream()
                .allMatch(one -> one);
    }

    /** Deletes a scan that has to begin again. */
    public void forget(UUID pingId, String scanId) {
        jdbc.sql(FORGET_CHUNKS).param("pingId", pingId).param("scanId", scanId).update();
        jdbc.sql(FORGET_SPANS).param("pingId", pingId).param("scanId", scanId).update();
    }

    /** Restarts a span: deletes its chunks and makes earlier walks unable to append. */
    public SpanProgress beginAgain(UUID pingId, String scanId, int span) {
        for (String sql : List.of(BEGIN_AGAIN, FORGET)) {
            jdbc.sql(sql)
                    .param("pingId", pingId)
                    .param("scanId", scanId)
                    .param("span", span)
                    .update();
        }
        return walk(pingId, scanId, span);
    }

    /** Deletes a ping's spans, once its payload is frozen. */
    public void end(UUID pingId) {
        jdbc.sql(END_CHUNKS).param("pingId", pingId).update();
        jdbc.sql(END_SPANS).param("pingId", pingId).update();
    }

    private List<Chunk> chunks(UUID pingId, String scanId, int span) {
        return jdbc.sql(CHUNKS)
                .param("pingId", pingId)
                .param("scanId", scanId)
                .param("span", span)
                .query((row, number) -> chunk(row, groups(row), sets(row)))
                .list();
    }

    private byte[] groups(ResultSet row) throws SQLException {
        byte[] groups = row.getBytes("group_numbers");
        return groups == null ? new byte[0] : seal.open(groups);
    }

    private List<Chunk.SetDelta> sets(ResultSet row) throws SQLException {
        return SetDeltas.read(seal.open(row.getBytes("sets")));
    }

    private static Chunk chunk(ResultSet row, byte[] groups, List<Chunk.SetDelta> sets) throws SQLException {
        return new Chunk(
                row.getInt("number"),
                row.getString("position_key"),
                row.getString("numbers"),
                groups,
                sets,
                Duration.ofNanos(row.getLong("took_nanos")));
    }
}
