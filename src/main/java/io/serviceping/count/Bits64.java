package io.serviceping.count;

/** Mixing of 64-bit values, so that neighbouring ones have nothing in common. */
final class Bits64 {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private Bits64() {}

    /**
     * The 64-bit finaliser of MurmurHash3, a bijection. The addend is there because the finaliser maps zero to zero, and
     * a sketch takes no notice of the hash zero.
     */
    static long mix(long value) {
        long z = value + GOLDEN_GAMMA;
        z = (z ^ (z >>> 33)) * 0xFF51AFD7ED558CCDL;
        z = (z ^ (z >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return z ^ (z >>> 33);
    }
}
