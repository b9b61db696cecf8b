package io.serviceping.count.span;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Creates seals for the groups that tests store. */
public final class TestSeal {
    private TestSeal() {}

    /** Creates a seal with a new key. */
    public static GroupSeal any() {
        try {
            return new GroupSeal(
                    Files.createTempDirectory(Files.createDirectories(Path.of("target", "test-keys")), "key-")
                            .resolve("groups.key"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
