package io.serviceping.count.distinct;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The distinct 64-bit values of one accumulator; exact until converted to a sketch, which estimates within {@link
 * #standardError()}.
 *
 * <p>{@link #drainDelta()} returns what is new since its last call; replaying all deltas in order gives an equal set.
 * Not thread-safe.
 */
public final class DistinctSet implements DistinctAccumulator {
    private LongSet values = new LongHashSet();
    /** Undrained values of an exact set; those of a sketch are found from its registers. */
    private UndrainedValues fresh = new UndrainedValues();

    private final boolean keepsFresh;
    private @Nullable Sketch sketch;
    /** Registers at the last delta; null before the first. */
    private byte @Nullable [] drained;

    public DistinctSet() {
        this(true);
    }

    private DistinctSet(boolean keepsFresh) {
        this.keepsFresh = keepsFresh;
    }

    /** A set that is only counted, so it does not track undrained values. */
    public static DistinctSet toBeCounted() {
        return new DistinctSet(false);
    }

    /** Adds a value; SQL's NULL is not one. */
    @Override
    public void add(long value) {
        if (sketch != null) {
            sketch.add(value);
            return;
        }
        values = values.settled();
        if (values.add(value) && keepsFresh) {
            fresh.add(value, values);
        }
    }

    @Override
    public void addAll(long[] some) {
        for (int i = 0; i < some.length; i++) {
            if (values instanceof LongBitmap && sketch == null) {
                addAll(LongBitmap.of(some, i));
                return;
            }
            add(some[i]);
        }
    }

    private void addAll(LongBitmap some) {
        LongBitmap all = asBitmap();
        LongBitmap added = all.addAll(some);
        if (keepsFresh) {
            fresh.addAll(added);
        }
        values = all.settled();
    }

    /** Adds another set, which does not change. The result is estimated if either set is. */
    void union(DistinctSet other) {
        if (other.sketch != null) {
            toSketch().union(other.sketch);
        } else if (sketch != null) {
            other.values.forEach(sketch::add);
        } else if (other.values instanceof LongBitmap bitmap
                && (values instanceof LongBitmap || isSmallerThan(other))) {
            unite(bitmap);
        } else {
            other.values.forEach(this::add);
        }
    }

    private void unite(LongBitmap bitmap) {
        if (keepsFresh) {
            LongBitmap copy = new LongBitmap();
            copy.unite(bitmap);
            addAll(copy);
        } else {
            LongBitmap all = asBitmap();
            all.unite(bitmap);
            values = all;
        }
    }

    /** As {@link #union}; the other is a {@code DistinctSet} or a {@code LongList}. */
    @Override
    public void addAll(DistinctAccumulator other) {
        if (other instanceof LongList list) {
            addAll(list.toArray());
        } else {
            union((DistinctSet) other);
        }
    }

    @Override
    public long countWith(DistinctAccumulator other) {
        DistinctSet those = (DistinctSet) other;
        if (sketch != null || those.sketch != null) {
            DistinctSet union = toBeCounted();
            union.union(this);
            union.union(those);
            return union.count();
        } else if (values instanceof LongBitmap bitmap && those.values instanceof LongBitmap others) {
            return bitmap.size() + bitmap.countMissing(others);
        }
        LongSet larger = isSmallerThan(those) ? those.values : values;
        AtomicLong missing = new AtomicLong();
        (isSmallerThan(those) ? values : those.values).forEach(value -> {
            if (!larger.contains(value)) {
                missing.incrementAndGet();
            }
        });
        return larger.size() + missing.get();
    }

    /** The number of distinct values, exact or estimated. */
    @Override
    public long count() {
        return sketch == null ? values.size() : sketch.cardinality();
    }

    public boolean isEstimated() {
        return sketch != null;
    }

    /** The relative standard error of {@link #count()}; 0 when it is exact. */
    @Override
    public double standardError() {
        return sketch == null ? 0 : Sketch.standardError();
    }

    /** Approximate heap size. */
    long memoryBytes() {
        if (sketch == null) {
            return values.memoryBytes() + fresh.memoryBytes();
        }
        return Sketch.BYTES + (drained == null ? 0L : drained.length);
    }

    /** Converts the set permanently to a sketch. The sketch does not depend on when the set was converted. */
    Sketch toSketch() {
        Sketch now = sketch;
        if (now == null) {
            now = new Sketch();
            values.forEach(now::add);
            sketch = now;
            values = new LongHashSet();
            fresh = new UndrainedValues();
        }
        return now;
    }

    /**
     * Returns what is new since the last call, in the format of {@link DistinctSetCodec}: the new values of an exact
     * set; all registers of a sketch (12 KB), later only changed ones. Empty: nothing is new.
     *
     * @throws IllegalStateException for a {@link #toBeCounted} set
     */
    public byte[] drainDelta() {
        if (!keepsFresh) {
            throw new IllegalStateException("a set must keep what is new to be drained but is to be counted");
        }
        if (sketch != null) {
            byte[] now = sketch.toBytes();
            byte[] delta = drained == null
                    ? DistinctSetCodec.ofRegisters(now)
                    : DistinctSetCodec.ofChangedRegisters(drained, now);
            drained = now;
            return delta;
        }
        if (fresh.size() == 0) {
            return new byte[0];
        }
        byte[] delta = DistinctSetCodec.ofValues(fresh.values(), values);
        fresh = new UndrainedValues();
        return delta;
    }

    /**
     * Adds a delta of {@link #drainDelta()}; its values count as drained. Call in the order of draining, and before
     * adding values.
     *
     * @throws IllegalArgumentException when the bytes are not a delta
     */
    public void replay(byte[] delta) {
        if (delta.length == 0) {
            return;
        }
        if (DistinctSetCodec.hasRegisters(delta)) {
            byte[] registers = DistinctSetCodec.readRegisters(delta, drained);
            sketch = Sketch.read(registers);
            drained = registers;
            values = new LongHashSet();
        } else if (sketch != null) {
            throw new IllegalArgumentException("values must be replayed before registers but came after them");
        } else {
            values = DistinctSetCodec.isFromBitmap(delta) ? asBitmap() : asTable();
            if (values instanceof LongBitmap bitmap && DistinctSetCodec.isBitmap(delta)) {
                bitmap.addAll(DistinctSetCodec.readBitmap(delta));
            } else {
                DistinctSetCodec.forEachValue(delta, values::add);
            }
        }
    }

    /**
     * Adds the bytes of another set's {@link #drainDelta()} or {@link #forEachPart}. Adding them twice has no further
     * effect.
     *
     * @param before this method's result for the other set's previous delta; else empty
     * @return the other set's registers at that delta. Empty: it is exact
     */
    public byte[] addDrained(byte[] delta, byte[] before) {
        if (delta.length == 0) {
            return before;
        }
        if (DistinctSetCodec.hasRegisters(delta)) {
            byte[] now = DistinctSetCodec.readRegisters(delta, before.length == 0 ? null : before);
            toSketch().union(Sketch.read(now));
            return now;
        }
        if (sketch == null && DistinctSetCodec.isBitmap(delta) && DistinctSetCodec.isFromBitmap(delta)) {
            unite(DistinctSetCodec.readBitmap(delta));
            values = values.settled();
        } else {
            DistinctSetCodec.forEachValue(delta, this::add);
        }
        return new byte[0];
    }

    /**
     * Adds values of which only the registers are known.
     *
     * @throws IllegalArgumentException when the bytes are not those of 2^14 registers
     */
    public void addRegisters(byte[] registers) {
        toSketch().union(Sketch.of(registers));
    }

    /** The whole set in parts, which can be added in any order and take little memory each. */
    public void forEachPart(Consumer<byte[]> action) {
        if (sketch == null) {
            DistinctSetCodec.parts(values, action);
        } else {
            action.accept(DistinctSetCodec.ofRegisters(sketch.toBytes()));
        }
    }

    private boolean isSmallerThan(DistinctSet other) {
        return values.size() <= other.values.size();
    }

    private LongBitmap asBitmap() {
        return values instanceof LongBitmap bitmap ? bitmap : LongBitmap.of(values);
    }

    private LongHashSet asTable() {
        return values instanceof LongHashSet table ? table : LongHashSet.of(values);
    }
}
