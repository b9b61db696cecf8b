package io.serviceping.events;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012) of two numbers and an identifier, without a copy of the identifier. Texts are
 * hashed as UTF-16, least significant byte first.
 */
final class SipHash {
    /** Marks a hash of a text, so that no number has the hash of a text. */
    static final long TEXT = 1L << 32;

    private static final int LAST_ROUNDS = 4;
    private static final int CHARS_IN_WORD = 4;
    private static final int PREFIX_WORDS = 2;

    private SipHash() {}

    static long of(long key0, long key1, long domain, long kind, long id) {
        return hash(key0, key1, domain, kind, id, "", PREFIX_WORDS + 1, (PREFIX_WORDS + 1L) * Long.BYTES);
    }

    static long of(long key0, long key1, long domain, long kind, String id) {
        int words = PREFIX_WORDS + id.length() / CHARS_IN_WORD;
        return hash(key0, key1, domain, kind, 0, id, words, PREFIX_WORDS * Long.BYTES + 2L * id.length());
    }

    /** Full words first; then the word with the remaining characters and the length; then the finalization. */
    private static long hash(
            long key0, long key1, long domain, long kind, long id, String text, int words, long length) {
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        for (int i = 0; i <= words + 1; i++) {
            boolean last = i > words;
            long word = last ? 0 : word(i, domain, kind, id, text) | (i == words ? length << 56 : 0);
            v3 ^= word;
            v2 ^= last ? 0xff : 0;
            for (int round = last ? LAST_ROUNDS : 2; round > 0; round--) {
                v0 += v1;
                v2 += v3;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v1;
                v0 += v3;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long word(int index, long domain, long kind, long id, String text) {
        return switch (index) {
            case 0 -> domain;
            case 1 -> kind;
            default -> text.isEmpty() ? (index == PREFIX_WORDS ? id : 0) : characters(text, index - PREFIX_WORDS);
        };
    }

    private static long characters(String text, int index) {
        long word = 0;
        int end = Math.min(text.length(), (index + 1) * CHARS_IN_WORD);
        for (int i = index * CHARS_IN_WORD; i < end; i++) {
            word |= (long) text.charAt(i) << (i % CHARS_IN_WORD * Character.SIZE);
        }
        return word;
    }
}
