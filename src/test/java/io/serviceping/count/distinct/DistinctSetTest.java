package io.serviceping.count.distinct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dynatrace.hash4j.hashing.Hashing;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctSetTest {
    private static final int SEEDS = 6;

    /** Typical kinds of values. */
    enum Kind {
        DENSE_IDS,
        IDS_WITH_GAPS,
        AROUND_ZERO,
        IDS_WITH_A_CLOCK,
        HASHES,
        EXTREMES;

        private long value(long i) {
            return switch (this) {
                case DENSE_IDS -> Math.floorMod(i, 60_000L);
                case IDS_WITH_GAPS -> 1_000L * Math.floorMod(i, 50_000L);
                case AROUND_ZERO -> i % 5_000;
                case IDS_WITH_A_CLOCK -> ((1_700_000_000_000L + Math.floorMod(i, 900L)) << 22) + Math.floorMod(i, 40L);
                case HASHES -> Hashing.murmur3_128().hashLongToLong(Math.floorMod(i, 30_000L));
                case EXTREMES -> i % 2 == 0 ? Long.MIN_VALUE + Math.floorMod(i, 7L) : Long.MAX_VALUE - i % 3;
            };
        }

        /** A random number of values, small or large, with duplicates. */
        long[] values(Random random) {
            return random.longs(1 << random.nextInt(17)).map(this::value).toArray();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void countsWhatAHashSetCounts(Kind kind) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            Set<Long> expected = new HashSet<>();
            DistinctSet set = new DistinctSet();

            addAll(set, expected, kind.values(new Random(seed)));

            assertThat(contentOf(set)).as("seed %d", seed).isEqualTo(expected);
            assertThat(set.count()).as("seed %d", seed).isEqualTo(expected.size());
            assertThat(set.isEstimated()).isFalse();
            assertThat(set.standardError()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void isEqualAfterItWasStored(Kind kind) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            Set<Long> expected = new HashSet<>();
            DistinctSet set = new DistinctSet();
            Random random = new Random(seed);
            addAll(set, expected, kind.values(random));

            DistinctSet read = copyOf(set);

            assertThat(contentOf(read)).as("seed %d", seed).isEqualTo(expected);
            assertThat(read.drainDelta()).isEmpty();
            assertThat(bytesOf(read)).isEqualTo(bytesOf(set));
            addAll(read, expected, Kind.HASHES.values(random));
            addAll(set, new HashSet<>(), Kind.AROUND_ZERO.values(random));
            assertThat(contentOf(read)).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void isEqualAfterItsDeltasAreReplayed(Kind kind) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            Set<Long> expected = new HashSet<>();
            DistinctSet set = new DistinctSet();
            List<byte[]> deltas = new ArrayList<>();
            for (int chunk = 0; chunk < 5; chunk++) {
                Kind now = random.nextInt(5) == 0 ? Kind.HASHES : kind;
                addAll(set, expected, now.values(random));
                deltas.add(set.drainDelta());
            }

            DistinctSet replayed = new DistinctSet();
            deltas.forEach(replayed::replay);

            assertThat(contentOf(replayed)).as("seed %d", seed).isEqualTo(expected);
            assertThat(replayed.drainDelta()).isEmpty();
            assertThat(replayed.memoryBytes())
                    .as("seed %d", seed)
                    .isBetween(set.memoryBytes() / 2, 2 * set.memoryBytes());
        }
    }

    @Test
    void storesNothingTwice() {
        DistinctSet set = new DistinctSet();
        for (int i = 0; i < 100_000; i++) {
            set.add(Hashing.murmur3_128().hashLongToLong(i));
        }
        assertThat(set.drainDelta()).hasSizeLessThan(800_000);
        for (int i = 0; i < 100_001; i++) {
            set.add(Hashing.murmur3_128().hashLongToLong(i));
        }

        assertThat(set.drainDelta()).hasSizeLessThan(12);
        assertThat(set.drainDelta()).isEmpty();
    }

    @Test
    void takesNoMoreThanATableWhereIdsBecomeSparse() {
        DistinctSet set = new DistinctSet();
        for (int i = 1; i <= 100_000; i++) {
            set.add(i);
        }
        assertThat(set.memoryBytes()).isLessThan(100_000);
        for (int i = 1; i <= 900_000; i++) {
            set.add((long) i << 34);
        }
        byte[] delta = set.drainDelta();
        DistinctSet replayed = new DistinctSet();
        replayed.replay(delta);

        assertThat(set.count()).isEqualTo(1_000_000);
        assertThat(set.memoryBytes()).isLessThan(23_000_000);
        assertThat(replayed.count()).isEqualTo(1_000_000);
        assertThat(replayed.memoryBytes()).isEqualTo(set.memoryBytes());
    }

    @Test
    void storesARunOfIdsInAFewBytes() {
        DistinctSet set = new DistinctSet();
        for (int i = 1; i <= 1_000_000; i++) {
            set.add(i);
        }

        assertThat(set.drainDelta()).hasSizeLessThan(1_000);
        assertThat(set.memoryBytes()).isLessThan(300_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aUnionHasTheValuesOfBoth(int seed) {
        Random random = new Random(seed);
        for (Kind one : Kind.values()) {
            for (Kind other : Kind.values()) {
                long[] some = one.values(random);
                long[] more = other.values(random);
                Set<Long> expected = new HashSet<>();
                addAll(setOf(more), expected, some);
                addAll(setOf(some), expected, more);
                DistinctSet union = setOf(some);
                byte[] first = union.drainDelta();
                DistinctSet added = setOf(more);
                byte[] before = bytesOf(added);

                union.union(added);

                assertThat(contentOf(union)).as("%s and %s", one, other).isEqualTo(expected);
                assertThat(union.count()).isEqualTo(expected.size());
                assertThat(bytesOf(added)).isEqualTo(before);
                DistinctSet commuted = setOf(more);
                commuted.union(setOf(some));
                assertThat(contentOf(commuted)).isEqualTo(expected);
                DistinctSet replayed = new DistinctSet();
                replayed.replay(first);
                replayed.replay(union.drainDelta());
                assertThat(contentOf(replayed)).as("%s and %s", one, other).isEqualTo(expected);
                union.union(union);
                assertThat(union.count()).isEqualTo(expected.size());
            }
        }
    }

    @Test
    void aUnionWithASketchIsTheSketchOfAll() {
        byte[] expected = bytesOf(sketchOf(0, 70_000));
        DistinctSet sketchAndSketch = sketchOf(0, 40_000);
        sketchAndSketch.union(sketchOf(30_000, 70_000));
        DistinctSet sketchAndExact = sketchOf(0, 40_000);
        sketchAndExact.union(exactOf(30_000, 70_000));
        DistinctSet exactAndSketch = exactOf(0, 40_000);
        exactAndSketch.union(sketchOf(30_000, 70_000));
        DistinctSet emptyAndSketch = new DistinctSet();
        emptyAndSketch.union(sketchOf(0, 70_000));

        assertThat(List.of(sketchAndSketch, sketchAndExact, exactAndSketch, emptyAndSketch))
                .allSatisfy(union -> {
                    assertThat(union.isEstimated()).isTrue();
                    assertThat(bytesOf(union)).isEqualTo(expected);
                });
    }

    @Test
    void aSketchIsTheSameWheneverItWasMade() {
        DistinctSet late = exactOf(0, 50_000);
        DistinctSet early = exactOf(0, 10);
        early.toSketch();
        for (int i = 10; i < 50_000; i++) {
            early.add(i);
        }

        late.toSketch();

        assertThat(bytesOf(early)).isEqualTo(bytesOf(late));
        assertThat(late.standardError()).isLessThanOrEqualTo(0.01).isPositive();
        assertThat(copyOf(late).count()).isEqualTo(late.count());
    }

    @Test
    void replaysASetThatBecameASketchOnTheWay() {
        DistinctSet set = new DistinctSet();
        List<byte[]> deltas = new ArrayList<>();
        for (int i = 0; i < 300_000; i++) {
            set.add(i * 977L);
            if (i == 25_000) {
                set.toSketch();
            }
            if (i % 10_000 == 0) {
                deltas.add(set.drainDelta());
            }
        }
        deltas.add(set.drainDelta());

        DistinctSet replayed = new DistinctSet();
        deltas.forEach(replayed::replay);

        assertThat(bytesOf(replayed)).isEqualTo(bytesOf(set));
        assertThat(replayed.drainDelta()).isEmpty();
        assertThat(deltas.get(3)).hasSizeBetween(Sketch.BYTES, Sketch.BYTES + 1);
        assertThat(deltas.get(29)).hasSizeLessThan(3_000);
        replayed.add(-1);
        set.add(-1);
        assertThat(replayed.drainDelta()).isEqualTo(set.drainDelta());
    }

    @Test
    void aUnionOfManyHasTheValuesOfAll() {
        DistinctSet exact = unionOf(List.of(exactOf(0, 3_000), exactOf(-10, 5), exactOf(2_000, 90_000)));
        DistinctSet estimated = unionOf(List.of(exactOf(0, 3_000), sketchOf(2_000, 90_000)));

        assertThat(exact.count()).isEqualTo(90_010);
        assertThat(bytesOf(estimated)).isEqualTo(bytesOf(sketchOf(0, 90_000)));
        assertThat(unionOf(List.of()).count()).isZero();
        assertThatThrownBy(exact::drainDelta).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSetToBeCountedHasWhatOthersGaveInPiecesHoweverOften() {
        for (DistinctSet set : List.of(exactOf(0, 700_000), spread(0, 300_000), sketchOf(0, 90_000))) {
            DistinctSet counted = DistinctSet.toBeCounted();
            List<Integer> sizes = new ArrayList<>();
            set.forEachPart(part -> {
                sizes.add(part.length);
                counted.addDrained(part, new byte[0]);
                counted.addDrained(part, new byte[0]);
            });
            assertThat(bytesOf(counted)).isEqualTo(bytesOf(set));
            assertThat(sizes).allMatch(size -> size < 1 << 21);
        }
    }

    @Test
    void aSetToBeCountedFollowsTheRegistersOfASketch() {
        DistinctSet walked = spread(0, 20_000);
        DistinctSet counted = DistinctSet.toBeCounted();
        byte[] registers = counted.addDrained(walked.drainDelta(), new byte[0]);
        walked.toSketch();
        registers = counted.addDrained(walked.drainDelta(), registers);
        for (int from = 20_000; from < 60_000; from += 10_000) {
            walked.union(spread(from, from + 10_000));
            registers = counted.addDrained(walked.drainDelta(), registers);
        }
        assertThat(bytesOf(counted)).isEqualTo(bytesOf(walked));
    }

    @Test
    void countsTwoTogetherAsTheirUnion() {
        List<DistinctSet> all = List.of(
                exactOf(0, 10),
                exactOf(5, 90_000),
                exactOf(80_000, 95_000),
                spread(0, 40_000),
                spread(30_000, 50_000),
                sketchOf(0, 70_000),
                new DistinctSet());
        for (DistinctSet one : all) {
            for (DistinctSet other : all) {
                assertThat(one.countWith(other))
                        .isEqualTo(unionOf(List.of(one, other)).count());
            }
        }
    }

    @Test
    void refusesBytesOfAnotherKind() {
        assertThatThrownBy(() -> new DistinctSet().replay(new byte[] {'x'}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("120");
        assertThatThrownBy(() -> new DistinctSet().replay(new byte[] {'s', 1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("12292 bytes");
        assertThatThrownBy(() -> new DistinctSet().replay(new byte[] {'d', 1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("came first");
        assertThatThrownBy(() -> sketchOf(0, 10).replay(bytesOf(exactOf(0, 10))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("came after");
        assertThatThrownBy(() -> new DistinctSet().replay(new byte[] {'t', (byte) 0x80}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broke off");
    }

    private static DistinctSet setOf(long[] values) {
        DistinctSet set = new DistinctSet();
        addAll(set, new HashSet<>(), values);
        return set;
    }

    private static DistinctSet exactOf(int from, int to) {
        DistinctSet set = new DistinctSet();
        for (int i = from; i < to; i++) {
            set.add(i);
        }
        return set;
    }

    /** Unclustered values. */
    private static DistinctSet spread(int from, int to) {
        DistinctSet set = new DistinctSet();
        for (int i = from; i < to; i++) {
            set.add(i * 104_729_000_000_007L);
        }
        return set;
    }

    private static DistinctSet sketchOf(int from, int to) {
        DistinctSet set = exactOf(from, to);
        set.toSketch();
        return set;
    }

    private static void addAll(DistinctSet set, Set<Long> expected, long[] values) {
        for (long value : values) {
            set.add(value);
            expected.add(value);
        }
    }

    private static DistinctSet unionOf(List<DistinctSet> sets) {
        DistinctSet union = DistinctSet.toBeCounted();
        sets.forEach(union::union);
        return union;
    }

    private static DistinctSet copyOf(DistinctSet set) {
        DistinctSet copy = new DistinctSet();
        set.forEachPart(copy::replay);
        return copy;
    }

    /** The stored form; equal sets have equal bytes. */
    private static byte[] bytesOf(DistinctSet set) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        set.forEachPart(bytes::writeBytes);
        return bytes.toByteArray();
    }

    /** Reads the values from the stored form, the only way to get values out of a set. */
    private static Set<Long> contentOf(DistinctSet set) {
        Set<Long> values = new TreeSet<>();
        set.forEachPart(part -> DistinctSetCodec.forEachValue(part, values::add));
        return values;
    }
}
