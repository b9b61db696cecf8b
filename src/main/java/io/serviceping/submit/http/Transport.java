package io.serviceping.submit.http;

import io.serviceping.outbox.Claim;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Sends one POST per ping to one endpoint: HTTP/1.1, without redirects, with limits on time and size. Thread-safe. */
public final class Transport {
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(1);

    private final Endpoint endpoint;
    private final String version;
    private final ProxyRoute route;
    private final ClientCertificate certificate;
    private final Optional<KeyStore> authorities;
    private final EndpointAddresses addresses;
    private final FailureText failure;
    private final Optional<String> proxyAuthorization;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile Optional<Instant> lastDate = Optional.empty();
    private @Nullable HttpClient client;

    static {
        ProxyRoute.allowBasicAuthentication();
        EndpointAddresses.allowHost();
    }

    /**
     * A transport with its own connections.
     *
     * @param version of this program, sent to the endpoint
     * @throws CredentialException if a file for TLS or the proxy cannot be used
     */
    public Transport(Endpoint endpoint, String version) {
        this(endpoint, version, host -> List.of(InetAddress.getAllByName(host)));
    }

    Transport(Endpoint endpoint, String version, EndpointAddresses.Resolver resolver) {
        this.endpoint = endpoint;
        this.version = version;
        this.route = new ProxyRoute(endpoint);
        this.addresses = new EndpointAddresses(resolver, endpoint.connectTimeout(), route.isTunnel());
        TlsContext stores = new TlsContext(endpoint.tlsFiles());
        this.certificate = stores.requests();
        this.authorities = stores.authorities();
        this.failure = new FailureText(Peer.ENDPOINT, endpoint, route.isTunnel(), certificate);
        this.proxyAuthorization = route.authorization();
    }

    /** Made for the first request: most runs of a week have none, and Java's authorities alone take a tenth of a run to read. */
    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(Version.HTTP_1_1)
                    .followRedirects(Redirect.NEVER)
                    .connectTimeout(endpoint.connectTimeout())
                    .proxy(route)
                    .sslContext(new NamedPeer(
                            TlsContext.context(authorities, certificate),
                            EndpointAddresses.bare(endpoint.url().getHost())))
                    .sslParameters(TlsContext.parameters())
                    .build();
        }
        return client;
    }

    public Credentials credentials() {
        return Credentials.read(endpoint);
    }

    /**
     * Sends the stored bytes unchanged. An interrupt closes the connection. Empty: permission was lost, and the
     * connection was closed within a second.
     */
    public Optional<EndpointResponse> send(Claim claim, Credentials credentials, Permission permission)
            throws InterruptedException {
        requests.incrementAndGet();
        bytes.addAndGet(claim.ping().content().bytes().length);
        try {
            return exchanged(ping(claim, credentials), permission).map(response -> answered(response, credentials));
        } catch (TimeoutException e) {
            return unanswered(failure.noAnswer());
        } catch (ExecutionException e) {
            return unanswered(failure.reason(e.getCause() == null ? e : e.getCause()));
        }
    }

    /**
     * Asks the endpoint for nothing but an answer: without a ping, credentials or an id.
     *
     * @return its time. Empty: permission was lost, or there is no answer with a time
     */
    public Optional<Instant> ask(Permission permission) throws InterruptedException {
        try {
            return exchanged(HttpRequest.newBuilder().method("HEAD", BodyPublishers.noBody()), permission)
                    .flatMap(Transport::date);
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        }
    }

    /**
     * Gets the URL, without a ping, credentials or an id.
     *
     * @return the HTTP status. Empty: permission was lost, or there is no answer
     */
    public OptionalInt get(Permission permission) throws InterruptedException {
        try {
            return exchanged(HttpRequest.newBuilder().GET(), permission).stream()
                    .mapToInt(HttpResponse::statusCode)
                    .findFirst();
        } catch (TimeoutException | ExecutionException e) {
            return OptionalInt.empty();
        }
    }

    /** As {@link #ask}, but with the token, and tells what came back. Empty: permission was lost. */
    public Optional<EndpointProbe> probe(Credentials credentials, Permission permission) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder().method("HEAD", BodyPublishers.noBody());
        credentials.authorization().ifPresent(token -> request.header("Authorization", token));
        try {
            return exchanged(request, permission)
                    .map(response -> new EndpointProbe.Answer(
                            response.statusCode(), date(response), EndpointProbe.certificateEnd(response)));
        } catch (TimeoutException e) {
            return Optional.of(new EndpointProbe.NoAnswer(failure.noAnswer()));
        } catch (ExecutionException e) {
            return Optional.of(new EndpointProbe.NoAnswer(failure.reason(e.getCause() == null ? e : e.getCause())));
        }
    }

    /** The time of the last answer, by the endpoint's clock. Empty: no answer has told it. */
    public Optional<Instant> lastDate() {
        return lastDate;
    }

    /** How many requests were to deliver a ping. */
    public int requests() {
        return requests.get();
    }

    /** The compressed bytes of these requests. */
    public long bytes() {
        return bytes.get();
    }

    private static Optional<Instant> date(HttpResponse<?> response) {
        return response.headers().firstValue("Date").flatMap(text -> {
            try {
                return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }

    /** Empty: permission was lost first. */
    private Optional<HttpResponse<Optional<String>>> exchanged(HttpRequest.Builder request, Permission permission)
            throws InterruptedException, ExecutionException, TimeoutException {
        // The request's own timeout would cover only the headers of the answer, not its body.
        long end = System.nanoTime() + endpoint.timeout().toNanos();
        Optional<URI> target = awaited(addresses.target(endpoint.url()), permission, end);
        if (target.isEmpty()) {
            return Optional.empty();
        }
        Optional<HttpResponse<Optional<String>>> response = awaited(
                client().sendAsync(addressed(request, target.get()), head -> new BoundedBody(LONGEST_ANSWER)),
                permission,
                end);
        lastDate = response.flatMap(Transport::date).or(() -> lastDate);
        return response;
    }

    /** Empty: permission was lost first. In every case the work has ended or been cancelled on return. */
    private static <T> Optional<T> awaited(CompletableFuture<T> work, Permission permission, long end)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                try {
                    return Optional.of(work.get(Math.min(left, BETWEEN_QUESTIONS.toNanos()), TimeUnit.NANOSECONDS));
                } catch (TimeoutException e) {
                    if (!permission.isGiven() && work.cancel(true)) {
                        return Optional.empty();
                    }
                }
            }
            throw new TimeoutException();
        } finally {
            work.cancel(true);
        }
    }

    private HttpRequest.Builder ping(Claim claim, Credentials credentials) {
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .POST(BodyPublishers.ofByteArray(claim.ping().content().bytes()));
        RequestHeaders.of(claim.ping(), credentials, version, claim.startedAt())
                .byName()
                .forEach(request::header);
        return request;
    }

    private HttpRequest addressed(HttpRequest.Builder request, URI target) {
        request.uri(target);
        if (!target.equals(endpoint.url())) {
            request.header("Host", endpoint.url().getRawAuthority());
        }
        proxyAuthorization.ifPresent(value -> request.header("Proxy-Authorization", value));
        return request.build();
    }

    private static Optional<EndpointResponse> unanswered(String reason) {
        return Optional.of(new EndpointResponse.Unanswered(reason));
    }

    private static EndpointResponse answered(HttpResponse<Optional<String>> response, Credentials credentials) {
        boolean isRefusal = response.statusCode() / 100 != 2;
        // Null if a proxy refuses.
        Optional<String> body = Objects.requireNonNullElse(response.body(), Optional.empty());
        return new EndpointResponse.Answered(
                response.statusCode(),
                response.headers().firstValue("Content-Type"),
                response.headers().firstValue("Retry-After"),
                // The body of a refusal is stored and shown. Some endpoints echo the token.
                isRefusal ? body.map(credentials::masked) : body);
    }
}
