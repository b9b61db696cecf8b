package io.serviceping.digest;

import java.util.HexFormat;

/** A short identifier of a question, equal for equal questions. */
public final class Fingerprint {
    private static final int BYTES = 8;

    private Fingerprint() {}

    /** 16 hexadecimal digits. */
    public static String of(String question) {
        return HexFormat.of().formatHex(Sha256.of(question), 0, BYTES);
    }
}
