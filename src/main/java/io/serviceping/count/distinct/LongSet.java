package io.serviceping.count.distinct;

import java.util.function.LongConsumer;

/**
 * An exact set of 64-bit values.
 *
 * <p>A bitmap is smallest for clustered values such as ids (0.13 bytes a value where dense), but takes 100 to 200 bytes
 * for unclustered ones such as hashes. A hash table takes 11 to 22 for any.
 */
public sealed interface LongSet permits LongHashSet, LongBitmap {
    boolean add(long value);

    boolean contains(long value);

    /** The set in the form to use from now on; it changes when the other form is smaller. */
    LongSet settled();

    long size();

    /** Approximate heap size; at most twice the actual size. */
    long memoryBytes();

    void forEach(LongConsumer action);
}
