package io.serviceping.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptOutFlagTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123Z");

    @TempDir
    Path home;

    private OptOutFlag flag;
    private Path file;

    @BeforeEach
    void makeFlag() {
        flag = new OptOutFlag(home);
        file = home.resolve("state/opt-out");
    }

    @Test
    void isDownWhereNobodyRaisedIt() throws Exception {
        assertThat(flag.read()).isEmpty();
        Files.createDirectory(home.resolve("state"));
        assertThat(flag.read()).isEmpty();
    }

    @Test
    void remembersWhoRaisedItWhenAndWhy() throws Exception {
        assertThat(flag.raise("alice", Optional.of("audit \"x\""), NOON)).isTrue();

        assertThat(flag.read())
                .contains(
                        new OptOut.Raised(Instant.parse("2026-11-22T12:00:00Z"), "alice", Optional.of("audit \"x\"")));
        assertThat(Files.readString(file))
                .isEqualTo("{\"since\":\"2026-11-22T12:00:00Z\",\"by\":\"alice\",\"reason\":\"audit \\\"x\\\"\"}\n");
    }

    @Test
    void leavesNothingElseBehind() throws Exception {
        flag.raise("alice", Optional.empty(), NOON);

        try (var files = Files.list(home.resolve("state"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void staysAsItIsWhenRaisedAgain() throws Exception {
        flag.raise("alice", Optional.empty(), NOON);

        assertThat(flag.raise("bob", Optional.of("me too"), NOON.plusSeconds(60)))
                .isFalse();
        assertThat(flag.read().orElseThrow().who()).isEqualTo("alice with `opt-out` on 2026-11-22T12:00:00Z");
    }

    @Test
    void canBeLoweredOnce() throws Exception {
        flag.raise("alice", Optional.empty(), NOON);

        assertThat(flag.lower()).isTrue();
        assertThat(flag.read()).isEmpty();
        assertThat(flag.lower()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "{",
                "{}",
                "null",
                "[]",
                "off",
                "{\"since\":\"yesterday\",\"by\":\"alice\"}",
                "{\"since\":\"2026-11-22T12:00:00Z\"}",
                "{\"since\":\"2026-11-22T12:00:00Z\",\"by\":{}}",
                "{\"since\":\"2026-11-22T12:00:00Z\",\"by\":null}"
            })
    void isUpWhenItCannotBeUnderstood(String content) throws Exception {
        Files.createDirectory(home.resolve("state"));
        Files.writeString(file, content);

        assertThat(flag.read()).contains(new OptOut.Unreadable(file));
        assertThat(flag.lower()).isTrue();
        assertThat(flag.read()).isEmpty();
    }

    @Test
    void isWrittenAnewWhenItCannotBeUnderstood() throws Exception {
        Files.createDirectory(home.resolve("state"));
        Files.writeString(file, "{");

        assertThat(flag.raise("alice", Optional.empty(), NOON)).isFalse();
        assertThat(flag.read().orElseThrow().who()).isEqualTo("alice with `opt-out` on 2026-11-22T12:00:00Z");
    }

    @Test
    void isUpWhenItIsNotUtf8() throws Exception {
        Files.createDirectory(home.resolve("state"));
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});

        assertThat(flag.read()).contains(new OptOut.Unreadable(file));
    }

    @Test
    void isUpWhenItIsAFolderOrADanglingLink() throws Exception {
        Files.createDirectories(file);
        assertThat(flag.read()).contains(new OptOut.Unreadable(file));

        Files.delete(file);
        Files.createSymbolicLink(file, home.resolve("nowhere"));
        assertThat(flag.read()).contains(new OptOut.Unreadable(file));
    }

    @Test
    void saysSoWhenItCannotBeWritten() throws Exception {
        OptOutFlag nowhere = new OptOutFlag(Files.writeString(home.resolve("file"), ""));

        assertThatThrownBy(() -> nowhere.raise("alice", Optional.empty(), NOON)).isInstanceOf(IOException.class);
    }
}
