package io.serviceping.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.collector.store.CollectorDatabase;
import io.serviceping.collector.store.Storage;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI document is valid and lists exactly the answers that the server gives. */
class OpenApiTest {
    private static final String DATABASE = "jdbc:h2:mem:openapi;DB_CLOSE_DELAY=-1";

    private static final int STATUS = "HTTP/1.1 ".length();

    /** Tested elsewhere, because it needs a database that cannot be reached. */
    private static final String BUSY = "503";

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Map<String, Set<String>> seen = new TreeMap<>();

    @Test
    void isValidOpenApi31() {
        SwaggerParseResult result = new OpenAPIV3Parser()
                .readLocation(
                        Path.of("config/schema/collector.openapi.yaml").toUri().toString(), null, new ParseOptions());

        assertThat(result.getMessages()).isEmpty();
        assertThat(result.getOpenAPI().getOpenapi()).startsWith("3.1");
    }

    @Test
    void documentsEveryAnswerAndNoOther() throws Exception {
        Path tokens = SecretFileTest.write(folder.resolve("tokens"), "s3cret");
        Access access = new Access(Optional.of(tokens), Optional.empty(), Optional.empty(), Optional.empty());
        Storage storage = new Storage(DATABASE, "sa", "");
        CollectorSettings settings =
                new CollectorSettings(InetAddress.getLoopbackAddress(), 0, storage, access, Optional.of(16));
        UUID pingId = UUID.randomUUID();
        try (Collector collector = Collector.start(settings, Limits.USUAL, now::get);
                CollectorDatabase behind = CollectorDatabase.open(storage, 2)) {
            deliver(collector, pingId);
            read(collector, pingId);
            behind.jdbc().sql("drop all objects").update();
            now.set(Instant.EPOCH.plusSeconds(60));
            read(collector, pingId);
        }

        assertThat(seen).isEqualTo(documented());
    }

    private void deliver(Collector collector, UUID pingId) {
        String document = GoldenPing.of(pingId, UUID.randomUUID());
        post(collector, TestSender.zipped(pingId, document));
        post(collector, TestSender.zipped(pingId, document));
        post(collector, TestSender.zipped(pingId, document.replace("4190", "4191")));
        post(collector, TestSender.zipped(pingId, document).without("Idempotency-Key"));
        post(collector, TestSender.zipped(pingId, document).with("Content-Type", "text/plain"));
        post(collector, TestSender.bytes(pingId, new byte[6 * 1024 * 1024]));
        note("/pings", "post", TestSender.zipped(pingId, document).post(collector.endpoint()));
    }

    private void post(Collector collector, TestSender sender) {
        note("/pings", "post", sender.with("Authorization", "Bearer s3cret").post(collector.endpoint()));
    }

    private void read(Collector collector, UUID pingId) throws IOException {
        for (Map.Entry<String, PathItem> path : openApi().getPaths().entrySet()) {
            for (PathItem.HttpMethod method :
                    path.getValue().readOperationsMap().keySet()) {
                String name = method.name().toLowerCase(Locale.ROOT);
                String url = path.getKey().replace("{ping_id}", pingId.toString());
                note(path.getKey(), name, send(collector, method.name(), url, "s3cret"));
                note(path.getKey(), name, send(collector, method.name(), url, "unknown"));
                note(path.getKey(), name, send(collector, "DELETE", url, "s3cret"));
                note(path.getKey(), name, send(collector, method.name(), url + "?limit=1", "s3cret"));
                note(path.getKey(), name, rebound(collector, method.name(), url));
            }
        }
        String unknown = "/pings/" + UUID.randomUUID();
        note("/pings/{ping_id}", "get", send(collector, "GET", unknown, "s3cret"));
        for (int i = 0; i < 10; i++) {
            post(collector, TestSender.zipped(UUID.randomUUID(), GoldenPing.of(pingId, pingId)));
            UUID other = UUID.randomUUID();
            post(collector, TestSender.zipped(other, GoldenPing.of(other, other)));
        }
    }

    private static HttpResponse<String> send(Collector collector, String method, String path, String token) {
        return TestSender.send(HttpRequest.newBuilder(collector.endpoint().resolve(path))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofByteArray("".getBytes(StandardCharsets.UTF_8))));
    }

    /** A request as a browser sends it for a page that maps its host name to this machine's address. */
    private static int rebound(Collector collector, String method, String path) throws IOException {
        try (Socket socket =
                new Socket(collector.endpoint().getHost(), collector.endpoint().getPort())) {
            String request = method + " " + path + " HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return Integer.parseInt(line.substring(STATUS, STATUS + 3));
        }
    }

    private void note(String path, String method, int status) {
        seen.computeIfAbsent(path + " " + method, key -> new TreeSet<>()).add(Integer.toString(status));
    }

    private void note(String path, String method, HttpResponse<String> answer) {
        note(path, method, answer.statusCode());
    }

    private static Map<String, Set<String>> documented() {
        Map<String, Set<String>> documented = new TreeMap<>();
        openApi()
                .getPaths()
                .forEach((path, item) -> item.readOperationsMap()
                        .forEach((PathItem.HttpMethod method, Operation operation) -> documented.put(
                                path + " " + method.name().toLowerCase(Locale.ROOT),
                                new TreeSet<>(operation.getResponses().keySet().stream()
                                        .filter(status -> !status.equals(BUSY))
                                        .toList()))));
        return documented;
    }

    private static OpenAPI openApi() {
        return new OpenAPIV3Parser()
                .readContents(OpenApi.text(), null, new ParseOptions())
                .getOpenAPI();
    }
}
