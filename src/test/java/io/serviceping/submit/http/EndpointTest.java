package io.serviceping.submit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://pings.example.com/v1/pings?tenant=7",
                "HTTPS://pings.example.com",
                "http://localhost:8080/",
                "http://LOCALHOST/",
                "http://127.0.0.1/",
                "http://127.8.9.10:1/",
                "http://[::1]:8080/",
                "http://[0:0:0:0:0:0:0:1]/"
            })
    void takesHttpsAndPlainHttpToThisMachine(String url) {
        assertThat(Endpoint.problems(URI.create(url))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://pings.example.com/",
                "http://127.0.0.1.example.com/",
                "http://localhost.example.com/",
                "http://128.0.0.1/",
                "http://[::2]/",
                "http://[::ffff:10.0.0.1]/",
                "http://0.0.0.0/",
                "ftp://localhost/",
                "/pings",
                "https:///pings",
                "mailto:someone",
                "https://user:secret@example.com/",
                "https://user:secret@exa_mple/",
                "https://example.com/#part"
            })
    void refusesEverythingElseWithoutRepeatingIt(String url) {
        assertThat(Endpoint.problems(URI.create(url))).isNotEmpty().noneMatch(problem -> problem.contains("secret"));
        assertThatThrownBy(() -> new Endpoint(URI.create(url), Optional.empty(), SECOND, SECOND))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesAllProblemsAtOnce() {
        assertThat(Endpoint.problems(URI.create("http://user@example.com/#part")))
                .hasSize(3);
    }

    @Test
    void refusesATimeoutThatIsNone() {
        assertThatThrownBy(
                        () -> new Endpoint(URI.create("https://a.example/"), Optional.empty(), SECOND, Duration.ZERO))
                .hasMessage("timeout must be positive but was PT0S");
    }

    @Test
    void keepsItsUrlToItself() {
        Endpoint endpoint =
                new Endpoint(URI.create("https://a.example/?code=s3cret"), Optional.empty(), SECOND, SECOND);
        assertThat(endpoint.toString()).doesNotContain("a.example", "s3cret");
    }
}
