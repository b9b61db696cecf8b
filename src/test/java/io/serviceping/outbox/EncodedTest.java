package io.serviceping.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EncodedTest {
    private static final byte[] JSON = "{\"counts\":{\"issues\":4211}}".getBytes(StandardCharsets.UTF_8);

    @Test
    void givesTheJsonBack() {
        assertThat(Encoded.gzip(JSON).json()).isEqualTo(JSON);
        assertThat(Encoded.ofStored(Encoded.gzip(JSON).bytes()).json()).isEqualTo(JSON);
    }

    @Test
    void holdsNoTimeSoThatTheSameJsonGivesTheSameBytes() {
        Encoded encoded = Encoded.gzip(JSON);
        assertThat(encoded).isEqualTo(Encoded.gzip(JSON)).hasSameHashCodeAs(Encoded.gzip(JSON));
        assertThat(Arrays.copyOfRange(encoded.bytes(), 4, 8)).containsOnly(0);
    }

    @Test
    void takesTheDigestOverTheBytesAsSent() {
        // The example of RFC 9530, B.1, whose content is this JSON and a line feed.
        Encoded content = Encoded.ofStored("{\"hello\": \"world\"}\n".getBytes(StandardCharsets.UTF_8));
        assertThat(content.digest()).isEqualTo("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
    }

    @Test
    void cannotBeChangedFromOutside() {
        byte[] bytes = Encoded.gzip(JSON).bytes();
        Encoded encoded = Encoded.ofStored(bytes);
        String digest = encoded.digest();
        bytes[0] = 0;
        encoded.bytes()[0] = 0;
        assertThat(encoded.digest()).isEqualTo(digest);
    }

    @Test
    void saysThatDamagedBytesAreNotJson() {
        Encoded damaged = Encoded.ofStored(new byte[] {1, 2, 3});
        assertThatThrownBy(damaged::json).isInstanceOf(UncheckedIOException.class);
    }
}
