package io.serviceping.submit;

import io.serviceping.outbox.Ping;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One POST a ping to one endpoint: HTTP/1.1, no redirects, everything bounded. Safe for several threads. */
public final class Transport {
    private static final int LONGEST_ANSWER = 64 * 1024;

    private final Endpoint endpoint;
    private final String userAgent;
    private final HttpClient client;

    /**
     * A transport with its own connections.
     *
     * @param version of this program, as the endpoint is told
     */
    public Transport(Endpoint endpoint, String version) {
        this.endpoint = endpoint;
        this.userAgent = "service-ping/" + version;
        this.client = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(endpoint.connectTimeout())
                .build();
    }

    Credentials credentials() {
        return Credentials.read(endpoint);
    }

    /** Sends the stored bytes as they are. An interrupt hangs up. */
    Reply send(Ping ping, Credentials credentials) throws InterruptedException {
        CompletableFuture<HttpResponse<Optional<String>>> exchange =
                client.sendAsync(request(ping, credentials), head -> new BoundedBody(LONGEST_ANSWER));
        try {
            // The request's own timeout would end with the answer's head and leave its body unbounded.
            return answered(exchange.get(endpoint.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return new Reply.Unanswered(Failure.noAnswer(endpoint.timeout()));
        } catch (ExecutionException e) {
            return new Reply.Unanswered(Failure.reason(e.getCause() == null ? e : e.getCause(), endpoint));
        } finally {
            exchange.cancel(true);
        }
    }

    /** What a request for the ping says of it, whoever sends it; without the token, which is not to be handed on. */
    public Map<String, String> headers(Ping ping) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Content-Encoding", "gzip");
        headers.put("Content-Digest", ping.digest());
        headers.put("Idempotency-Key", "\"" + ping.pingId() + "\"");
        headers.put("Accept", "application/json");
        headers.put("User-Agent", userAgent);
        return headers;
    }

    private HttpRequest request(Ping ping, Credentials credentials) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.url())
                .POST(BodyPublishers.ofByteArray(ping.content().bytes()));
        headers(ping).forEach(request::header);
        credentials.authorization().ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }

    private static Reply answered(HttpResponse<Optional<String>> response) {
        return new Reply.Answered(
                response.statusCode(),
                response.headers().firstValue("Content-Type"),
                response.headers().firstValue("Retry-After"),
                response.body());
    }
}
