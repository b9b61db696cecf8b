package io.serviceping.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.collector.store.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A web page that maps its own host name to this machine's address (DNS rebinding) can neither read nor write. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostNamesTest {
    private static final int STATUS = "HTTP/1.1 ".length();

    private Collector collector;

    @BeforeAll
    void start(@TempDir Path data) {
        collector = Collector.start(new CollectorSettings(
                InetAddress.getLoopbackAddress(),
                0,
                Storage.in(data),
                Access.OPEN,
                Optional.empty(),
                List.of("Pings.Example.com")));
    }

    @AfterAll
    void stop() {
        collector.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost",
                "Host: LOCALHOST:8787",
                "Host: 127.0.0.1",
                "Host: 127.8.9.10:1",
                "Host: [::1]:8787",
                "Host: pings.example.com",
                "host:   PINGS.EXAMPLE.COM:443  "
            })
    void answersWhereItIsMeant(String header) throws IOException {
        assertThat(status("GET /pings HTTP/1.1", header)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: localhost.evil.example",
                "Host: evil.example:8787",
                "Host: 127.0.0.1.evil.example",
                "Host: 192.0.2.1",
                "Host: 0.0.0.0",
                "Host: localhost.",
                "Host: [::2]"
            })
    void refusesWhatIsMeantForAnotherHost(String header) throws IOException {
        assertThat(status("GET /pings HTTP/1.1", header)).isEqualTo(421);
        assertThat(status("POST /pings HTTP/1.1", header)).isEqualTo(421);
        assertThat(status("GET / HTTP/1.1", header)).isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: y",
                "Host:",
                "Host: a b",
                "Host: a@localhost",
                "Host: localhost/x",
                "Host: localhost\r\nHost: localhost"
            })
    void refusesAHostThatIsMissingOrMalformed(String header) throws IOException {
        assertThat(status("GET /pings HTTP/1.1", header)).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET http://evil.example/pings HTTP/1.1", "GET //evil.example/pings HTTP/1.1"})
    void looksAtTheTargetToo(String target) throws IOException {
        assertThat(status(target, "Host: localhost")).isIn(421, 404);
    }

    private int status(String requestLine, String header) throws IOException {
        try (Socket socket =
                new Socket(collector.endpoint().getHost(), collector.endpoint().getPort())) {
            String request = requestLine + "\r\n" + header + "\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return Integer.parseInt(line.substring(STATUS, STATUS + 3));
        }
    }
}
