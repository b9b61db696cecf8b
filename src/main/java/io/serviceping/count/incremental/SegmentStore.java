package io.serviceping.count.incremental;

import io.serviceping.count.accumulator.AccumulatorKey;
import io.serviceping.count.distinct.DistinctSet;
import io.serviceping.count.span.Chunk;
import io.serviceping.count.span.GroupSeal;
import io.serviceping.count.span.SetDeltas;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The segments of the incremental states, with their groups and distinct sets. */
final class SegmentStore {
    private static final String OUTLINE = """
        select number, as_of, stretches, numbers, size from incremental_segment
         where incremental_id = :incrementalId order by number\
        """;
    private static final String GROUPS = """
        select group_numbers from incremental_segment where incremental_id = :incrementalId and number = :number\
        """;
    private static final String ALL_GROUPS =
            "select group_numbers from incremental_segment where incremental_id = :incrementalId";
    private static final String SETS = """
        select sets from incremental_sets where incremental_id = :incrementalId and number = :number order by part\
        """;
    private static final String ADD = """
        insert into incremental_segment (incremental_id, number, as_of, stretches, numbers, group_numbers, size)
        values (:incrementalId, :number, :asOf, :stretches, :numbers, :groups, :size)\
        """;
    private static final String ADD_SETS = """
        insert into incremental_sets (incremental_id, number, part, sets)
        values (:incrementalId, :number, :part, :sets)\
        """;
    private static final String MEASURE = """
        update incremental_segment set size = :size where incremental_id = :incrementalId and number = :number\
        """;
    /** Referencing table first. */
    private static final List<String> DELETE = List.of(
            "delete from incremental_sets where incremental_id = :incrementalId and number >= :number",
            "delete from incremental_segment where incremental_id = :incrementalId and number >= :number");

    private final JdbcClient jdbc;
    private final GroupSeal seal;

    SegmentStore(JdbcClient jdbc, GroupSeal seal) {
        this.jdbc = jdbc;
        this.seal = seal;
    }

    /** Whether this installation has the key that encrypted the groups. */
    boolean opens(String incrementalId) {
        return jdbc
                .sql(ALL_GROUPS)
                .param("incrementalId", incrementalId)
                .query((row, number) -> seal.opens(groups(row)))
                .list()
                .stream()
                .allMatch(one -> one);
    }

    /** The segments without their distinct sets, in the order of the ids. */
    List<IncrementalState.Segment> outline(String incrementalId) {
        List<IncrementalState.Segment> segments = new ArrayList<>();
        AtomicLong first = new AtomicLong(Long.MIN_VALUE);
        jdbc.sql(OUTLINE).param("incrementalId", incrementalId).query(row -> {
            List<IncrementalState.Stretch> stretches =
                    IncrementalState.Stretch.parse(first.get(), row.getString("stretches"));
            stretches.forEach(stretch -> first.set(stretch.last() + 1));
            segments.add(new IncrementalState.Segment(
                    row.getInt("number"),
                    row.getObject("as_of", OffsetDateTime.class).toInstant(),
                    stretches,
                    row.getString("numbers"),
                    row.getLong("size")));
        });
        return segments;
    }

    byte[] groups(String incrementalId, int number) {
        return jdbc.sql(GROUPS)
                .param("incrementalId", incrementalId)
                .param("number", number)
                .query((row, n) -> seal.open(groups(row)))
                .single();
    }

    private static byte[] groups(ResultSet row) throws SQLException {
        byte[] groups = row.getBytes("group_numbers");
        return groups == null ? new byte[0] : groups;
    }

    void readSets(String incrementalId, int number, Consumer<List<Chunk.SetDelta>> reader) {
        jdbc.sql(SETS)
                .withFetchSize(1)
                .param("incrementalId", incrementalId)
                .param("number", number)
                .query(row -> {
                    reader.accept(SetDeltas.read(seal.open(row.getBytes("sets"))));
                });
    }

    /** Replaces all segments from this one's number on. */
    void replaceFrom(
            String incrementalId,
            IncrementalState.Segment segment,
            byte[] groups,
            Map<AccumulatorKey, DistinctSet> sets) {
        deleteFrom(incrementalId, segment.number());
        jdbc.sql(ADD)
                .param("incrementalId", incrementalId)
                .param("number", segment.number())
                .param("asOf", segment.asOf().atOffset(ZoneOffset.UTC))
                .param("stretches", IncrementalState.Stretch.text(segment.stretches()))
                .param("numbers", segment.numbers())
                .param("groups", seal.seal(groups))
                .param("size", segment.size())
                .update();
        long bytes = addSets(incrementalId, segment.number(), sets);
        jdbc.sql(MEASURE)
                .param("incrementalId", incrementalId)
                .param("number", segment.number())
                .param("size", segment.numbers().length() + groups.length + bytes)
                .update();
    }

    /** Returns the size of the sets in bytes. */
    private long addSets(String incrementalId, int number, Map<AccumulatorKey, DistinctSet> sets) {
        AtomicInteger part = new AtomicInteger();
        AtomicLong size = new AtomicLong();
        boolean named = sets.keySet().stream().anyMatch(key -> key.group() != null);
        SetDeltas.writeParts(sets, bytes -> {
            jdbc.sql(ADD_SETS)
                    .param("incrementalId", incrementalId)
                    .param("number", number)
                    .param("part", part.getAndIncrement())
                    .param("sets", named ? seal.seal(bytes) : bytes)
                    .update();
            size.addAndGet(bytes.length);
        });
        return size.get();
    }

    void deleteFrom(String incrementalId, int number) {
        DELETE.forEach(delete -> jdbc.sql(delete)
                .param("incrementalId", incrementalId)
                .param("number", number)
                .update());
    }
}
