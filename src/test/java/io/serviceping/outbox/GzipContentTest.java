package io.serviceping.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GzipContentTest {
    private static final byte[] JSON = "{\"counts\":{\"issues\":4211}}".getBytes(StandardCharsets.UTF_8);

    @Test
    void givesTheJsonBack() {
        assertThat(GzipContent.gzip(JSON).json()).isEqualTo(JSON);
        assertThat(GzipContent.ofStored(GzipContent.gzip(JSON).bytes()).json()).isEqualTo(JSON);
    }

    @Test
    void holdsNoTimeSoThatTheSameJsonGivesTheSameBytes() {
        GzipContent encoded = GzipContent.gzip(JSON);
        assertThat(encoded).isEqualTo(GzipContent.gzip(JSON)).hasSameHashCodeAs(GzipContent.gzip(JSON));
        assertThat(Arrays.copyOfRange(encoded.bytes(), 4, 8)).containsOnly(0);
    }

    @Test
    void takesTheDigestOverTheBytesAsSent() {
        // RFC 9530, B.1: its example's content is this JSON and a line feed.
        GzipContent content = GzipContent.ofStored("{\"hello\": \"world\"}\n".getBytes(StandardCharsets.UTF_8));
        assertThat(content.digest()).isEqualTo("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
    }

    @Test
    void cannotBeChangedFromOutside() {
        byte[] bytes = GzipContent.gzip(JSON).bytes();
        GzipContent encoded = GzipContent.ofStored(bytes);
        String digest = encoded.digest();
        bytes[0] = 0;
        encoded.bytes()[0] = 0;
        assertThat(encoded.digest()).isEqualTo(digest);
    }

    @Test
    void saysThatDamagedBytesAreNotJson() {
        GzipContent damaged = GzipContent.ofStored(new byte[] {1, 2, 3});
        assertThatThrownBy(damaged::json).isInstanceOf(UncheckedIOException.class);
    }
}
