package io.serviceping.events;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Atomic 64-bit words in direct memory, by their offset in bytes. What a thread stored is in the file when the process dies. */
final class Words {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer memory;

    Words(ByteBuffer memory) {
        if (!memory.isDirect() || memory.alignmentOffset(0, Long.BYTES) != 0) {
            throw new IllegalArgumentException("The memory must be direct and aligned to 8 bytes.");
        }
        this.memory = memory;
    }

    long get(int offset) {
        return (long) LONGS.getAcquire(memory, offset);
    }

    /** Everything that this thread stored before is visible to who sees this value. */
    void set(int offset, long value) {
        LONGS.setRelease(memory, offset, value);
    }

    void add(int offset, long value) {
        long unused = (long) LONGS.getAndAdd(memory, offset, value);
    }

    boolean compareAndSet(int offset, long expected, long value) {
        return (boolean) LONGS.compareAndSet(memory, offset, expected, value);
    }
}
