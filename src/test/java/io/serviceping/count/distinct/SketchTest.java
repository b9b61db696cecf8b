package io.serviceping.count.distinct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SketchTest {
    private static final int[] SIZES = {1_000, 10_000, 30_000, 41_000, 45_000, 60_000, 100_000, 1_000_000};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isWithinFourStandardErrors(long seed) {
        Sketch sketch = new Sketch();
        int added = 0;
        for (int size : SIZES) {
            while (added < size) {
                sketch.add((seed << 40) + added++);
            }
            assertThat(sketch.cardinality())
                    .as("seed %d", seed)
                    .isCloseTo((long) size, Percentage.withPercentage(400 * Sketch.standardError()));
        }
    }

    @Test
    void hasTheStandardErrorThatItSaysAndNoBias() {
        int sketches = 200;
        double sum = 0;
        double squares = 0;
        int size = 41_000;
        for (int seed = 0; seed < sketches; seed++) {
            Sketch sketch = new Sketch();
            for (int i = 0; i < size; i++) {
                sketch.add(((long) seed << 40) + i);
            }
            double error = (sketch.cardinality() - size) / (double) size;
            sum += error;
            squares += error * error;
        }

        assertThat(Math.sqrt(squares / sketches)).isLessThan(1.1 * Sketch.standardError());
        assertThat(Math.abs(sum / sketches)).isLessThan(3 * Sketch.standardError() / Math.sqrt(sketches));
        assertThat(Sketch.standardError()).isLessThanOrEqualTo(0.01);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10})
    void countsAFewAlmostExactly(int size) {
        Sketch sketch = new Sketch();
        for (int value = 0; value < size; value++) {
            sketch.add(value);
        }

        assertThat(sketch.cardinality()).isEqualTo(size);
        assertThat(Sketch.read(sketch.toBytes()).cardinality()).isEqualTo(size);
        assertThat(sketch.toBytes()).hasSize(Sketch.BYTES);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 5_000, Sketch.BYTES - 1})
    void refusesAStoredSketchWithAWrongByte(int at) {
        Sketch sketch = new Sketch();
        for (int value = 0; value < 50_000; value++) {
            sketch.add(value);
        }
        byte[] damaged = sketch.toBytes();
        damaged[at] ^= 1;

        assertThatThrownBy(() -> Sketch.read(damaged))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void refusesASketchOfAnotherLength() {
        byte[] ofTheLibraryBefore = new byte[12_291];

        assertThatThrownBy(() -> Sketch.read(ofTheLibraryBefore))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a stored sketch must have 12292 bytes but had 12291");
    }
}
