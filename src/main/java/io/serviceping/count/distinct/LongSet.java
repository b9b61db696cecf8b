package io.serviceping.count.distinct;

import java.util.function.LongConsumer;

/**
 * Distinct 64-bit values, all of them kept.
 *
 * <p>A bitmap is the smallest for values that lie together, as ids do (0.13 bytes a value where they are dense), but takes
 * 100 to 200 bytes for a value without order, as hashes are; a table takes 11 to 22 for any.
 */
public sealed interface LongSet permits LongHashSet, LongBitmap {
    /** Returns whether the value is new. */
    boolean add(long value);

    boolean contains(long value);

    /** These values in the form that they should have from now on, which is the other one as soon as that is smaller. */
    LongSet settled();

    long size();

    /** What these values hold of the heap, about; at most twice as much as they do. */
    long memoryBytes();

    void forEach(LongConsumer action);
}
