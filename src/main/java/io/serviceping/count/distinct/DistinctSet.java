package io.serviceping.count.distinct;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The distinct values of one slot, each as 64 bits; exact until it is turned into a sketch, which then counts within
 * {@link #standardError()}.
 *
 * <p>It can be stored piece by piece: each {@link #drainDelta()} gives what is new since the one before, and replaying the
 * pieces in their order gives an equal set. Not thread-safe.
 */
public final class DistinctSet implements DistinctAccumulator {
    private LongSet values = new LongHashSet();
    /** The values that no delta has had yet; those of a sketch are told from the registers. */
    private UndrainedValues fresh = new UndrainedValues();

    private final boolean keepsFresh;
    private @Nullable Sketch sketch;
    /** The registers as the last delta left them, null before the first. */
    private byte @Nullable [] drained;

    public DistinctSet() {
        this(true);
    }

    private DistinctSet(boolean keepsFresh) {
        this.keepsFresh = keepsFresh;
    }

    /** A set to take the cardinality of, not to be drained: it does not hold what is new beside what there is. */
    public static DistinctSet toBeCounted() {
        return new DistinctSet(false);
    }

    /** As {@link #toBeCounted}, with all values of these. */
    static DistinctSet unionOf(Iterable<DistinctSet> sets) {
        DistinctSet union = toBeCounted();
        sets.forEach(union::union);
        return union;
    }

    /** Adds a value; NULL is none. */
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

    /** Adds all values of another set, which stays as it is; the result is estimated when one of the two is. */
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

    /** As {@link #union}; the other is a set of this kind, too, or a list. */
    @Override
    public void addAll(DistinctAccumulator other) {
        if (other instanceof LongList list) {
            addAll(list.toArray());
        } else {
            union((DistinctSet) other);
        }
    }

    @Override
    public long count() {
        return cardinality();
    }

    @Override
    public long countWith(DistinctAccumulator other) {
        DistinctSet those = (DistinctSet) other;
        if (sketch != null || those.sketch != null) {
            return unionOf(List.of(this, those)).cardinality();
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

    /** How many distinct values were added, or the estimate of it. */
    public long cardinality() {
        return sketch == null ? values.size() : sketch.cardinality();
    }

    public boolean isEstimated() {
        return sketch != null;
    }

    /** The relative standard error of {@link #cardinality()}; 0 when it is exact. */
    @Override
    public double standardError() {
        return sketch == null ? 0 : Sketch.standardError();
    }

    /** What the set holds of the heap, about. */
    long memoryBytes() {
        if (sketch == null) {
            return values.memoryBytes() + fresh.memoryBytes();
        }
        return Sketch.BYTES + (drained == null ? 0L : drained.length);
    }

    /** Turns the set into a sketch, for good; it is then the same whenever that happened. */
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

    /** The whole set, in the format of {@link DistinctSetCodec}. */
    byte[] serialise() {
        return sketch == null
                ? DistinctSetCodec.ofValues(values, values)
                : DistinctSetCodec.ofRegisters(sketch.toBytes());
    }

    /**
     * The set that {@link #serialise()} wrote.
     *
     * @throws IllegalArgumentException when the bytes are none of it
     */
    static DistinctSet read(byte[] bytes) {
        DistinctSet set = new DistinctSet();
        set.replay(bytes);
        return set;
    }

    /**
     * What is new since the last call, in the format of {@link DistinctSetCodec}: the new values of an exact set; of a sketch
     * first all registers (12 KB), later the registers that changed. Empty when nothing is new.
     *
     * @throws IllegalStateException for one {@link #toBeCounted}
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
     * Adds what {@link #drainDelta()} or {@link #serialise()} gave; nothing is new afterwards. To be called in the order
     * in which the deltas were drained, and before anything is added.
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
     * Adds what another set gave by {@link #drainDelta()}, {@link #serialise()} or {@link #forEachPart}; nothing is lost by
     * adding it again.
     *
     * @param before what this gave for the delta before of the same set; else empty
     * @return where the other was a sketch its registers as of that delta; else empty
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

    /** The whole set, in parts that can be added in any order and take little memory each. */
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
