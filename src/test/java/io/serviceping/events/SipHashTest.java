package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The first 16 bytes of the reference's messages are domain and kind; the vectors are those of the reference. */
class SipHashTest {
    private static final long KEY0 = 0x0706050403020100L;
    private static final long KEY1 = 0x0f0e0d0c0b0a0908L;

    @Test
    void textsHaveTheHashesOfTheReference() {
        assertThat(SipHash.of(KEY0, KEY1, KEY0, KEY1, "")).isEqualTo(0x3f2acc7f57c29bdbL);
        assertThat(SipHash.of(KEY0, KEY1, KEY0, KEY1, "\u1110")).isEqualTo(0x4bc1b3f0968dd39cL);
    }

    @Test
    void aNumberHasTheHashOfItsBytes() {
        long id = 0x1716151413121110L;

        assertThat(SipHash.of(KEY0, KEY1, KEY0, KEY1, id))
                .isEqualTo(SipHash.of(KEY0, KEY1, KEY0, KEY1, "\u1110\u1312\u1514\u1716"));
    }

    @Test
    void zeroAndTheEmptyTextDiffer() {
        assertThat(SipHash.of(KEY0, KEY1, 17, 1, 0)).isNotEqualTo(SipHash.of(KEY0, KEY1, 17, 1, ""));
    }
}
