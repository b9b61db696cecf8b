package io.serviceping.count.distinct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dynatrace.hash4j.hashing.Hashing;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistinctMemoryTest {
    private final DistinctSet small = hashes(100);
    private final DistinctSet large = hashes(100_000);
    private final DistinctSet asLarge = hashes(100_000);
    private final DistinctSet ids = ids(1_000_000);
    private final List<DistinctSet> all = List.of(small, large, asLarge, ids);

    @Test
    void leavesAllSetsExactUnderTheCeiling() {
        new DistinctMemory(DistinctMemory.total(all)).keepUnder(all);

        assertThat(all).noneMatch(DistinctSet::isEstimated);
    }

    @Test
    void turnsTheLargestSetAndOfEqualOnesTheFirst() {
        new DistinctMemory(DistinctMemory.total(all) - 1).keepUnder(all);

        assertThat(all).filteredOn(DistinctSet::isEstimated).containsExactly(large);
    }

    @Test
    void turnsAsManyAsItTakes() {
        new DistinctMemory(1_000_000).keepUnder(all);

        assertThat(all).filteredOn(DistinctSet::isEstimated).containsExactly(large, asLarge);
        assertThat(DistinctMemory.total(all)).isLessThanOrEqualTo(1_000_000);
    }

    @Test
    void leavesSetsExactThatASketchWouldNotMakeSmaller() {
        new DistinctMemory(0).keepUnder(all);

        assertThat(all).filteredOn(set -> !set.isEstimated()).containsExactly(small);
        assertThat(small.count()).isEqualTo(100);
    }

    @Test
    void refusesANegativeCeiling() {
        assertThatThrownBy(() -> new DistinctMemory(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ceilingBytes must not be negative but was -1");
    }

    private static DistinctSet hashes(int count) {
        DistinctSet set = new DistinctSet();
        for (int i = 0; i < count; i++) {
            set.add(Hashing.murmur3_128().hashLongToLong(i));
        }
        return set;
    }

    private static DistinctSet ids(int count) {
        DistinctSet set = new DistinctSet();
        for (int i = 0; i < count; i++) {
            set.add(i);
        }
        return set;
    }
}
