package io.serviceping.submit.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.outbox.GzipContent;
import io.serviceping.outbox.Ping;
import io.serviceping.outbox.PingState;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that this program sends what the example of {@code docs/reference/wire.md} shows. */
class WireReferenceTest {
    private static final Path REFERENCE = Path.of("docs/reference/wire.md");

    @Test
    void computesTheWorkedExample(@TempDir Path folder) throws Exception {
        String reference = Files.readString(REFERENCE);
        Path keys = Files.writeString(
                folder.resolve("keys"),
                "# now and next\n" + cell(reference, "first key") + "\n\n  " + cell(reference, "second key") + "\n");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r-----"));
        GzipContent content = GzipContent.ofStored(Base64.getDecoder().decode(cell(reference, "content, base64")));
        assertThat(content.json()).asString().isEqualTo("{\"week\":46}");
        Ping ping = new Ping(
                UUID.fromString("5f2d1a9c-77b1-4f5b-8a5e-94c3b0f7d202"),
                new UUID(1, 2),
                "2026-W46",
                1,
                content,
                content.digest(),
                true,
                Instant.EPOCH,
                PingState.FROZEN);
        Endpoint endpoint = new Endpoint(
                URI.create("https://a.example/"),
                new KeyFiles(Optional.empty(), Optional.of(keys)),
                TlsFiles.NONE,
                Optional.empty(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        RequestHeaders headers =
                RequestHeaders.of(ping, Credentials.read(endpoint), "1.2.3", Instant.ofEpochSecond(1_795_327_802, 999));
        assertThat(reference)
                .contains("```\n"
                        + headers.byName().entrySet().stream()
                                .map(header -> header.getKey() + ": " + header.getValue() + "\n")
                                .collect(Collectors.joining())
                        + "```");
        assertThat(headers.toString()).doesNotContain("v1");
    }

    private static String cell(String reference, String name) {
        Matcher row = Pattern.compile(Pattern.quote("| " + name + " | `") + "([^`]+)` \\|")
                .matcher(reference);
        assertThat(row.find()).as(name).isTrue();
        return row.group(1);
    }
}
