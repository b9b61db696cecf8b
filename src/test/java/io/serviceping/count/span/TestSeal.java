package io.serviceping.count.span;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Encrypts what tests store of groups. */
public final class TestSeal {
    private TestSeal() {}

    /** With a key of its own. */
    public static GroupSeal any() {
        try {
            return new GroupSeal(Files.createTempDirectory("service-ping-key-").resolve("groups.key"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
