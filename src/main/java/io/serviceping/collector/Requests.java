package io.serviceping.collector;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.serviceping.collector.answer.Answer;
import io.serviceping.collector.answer.Problem;
import io.serviceping.collector.answer.RefusalException;
import io.serviceping.collector.store.StoreUnavailableException;
import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;

/** Handles every request, from the choice of its route to its line in the log. */
final class Requests implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    private static final int PATH_LOGGED = 80;
    private static final Set<Route> OPEN = Set.of(Route.ABOUT, Route.OPENAPI, Route.SCHEMA);
    private static final String RETRY_SECONDS = "30";
    private static final String ABOUT = """
            Service Ping collector.
            POST /pings            deliver a ping, get a receipt
            GET  /pings            the newest pings
            GET  /pings/{ping_id}  one ping as it was sent
            GET  /pings.jsonl      all pings, one JSON object a line
            GET  /pings.csv        all pings as CSV
            GET  /report           gaps, duplicates, conflicts
            GET  /rejects          what was refused for its content
            POST /rejects/replay   take in what passes now
            GET  /openapi.yaml     all of this, for machines
            GET  /service-ping-1.schema.json  what a ping is (JSON Schema)
            """;

    private final HostNames hosts;
    private final BearerToken senders;
    private final BearerToken readers;
    private final Content content;
    private final DeliveryHandler reception;
    private final ReadHandler archive;

    Requests(HostNames hosts, Access access, Content content, DeliveryHandler reception, ReadHandler archive) {
        this.hosts = hosts;
        this.senders = new BearerToken(access.tokens());
        this.readers = new BearerToken(access.readerTokens().or(access::tokens));
        this.content = content;
        this.reception = reception;
        this.archive = archive;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        long start = System.nanoTime();
        int status = 0;
        try (exchange) {
            Answer answer = answer(exchange);
            status = answer.status();
            content.drain(exchange.getRequestBody());
            answer.send(exchange);
        } finally {
            // The raw path has no line breaks. The query is omitted because it could hold a secret.
            LOG.info(
                    "collector request: method={} path={} status={} millis={}",
                    exchange.getRequestMethod(),
                    shortened(exchange.getRequestURI().getRawPath()),
                    status == 0 ? "cut off" : status,
                    (System.nanoTime() - start) / 1_000_000);
        }
    }

    private static String shortened(String path) {
        return path.length() > PATH_LOGGED ? path.substring(0, PATH_LOGGED) : path;
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        try {
            hosts.check(exchange);
            Route route = Route.of(
                    exchange.getRequestMethod(), exchange.getRequestURI().getPath());
            if (exchange.getRequestURI().getRawQuery() != null) {
                throw new RefusalException(
                        Problem.Kind.MALFORMED, "No path here takes a query (what follows a question mark).");
            }
            if (route == Route.PINGS && exchange.getRequestMethod().equals("POST")) {
                senders.check(exchange.getRequestHeaders());
                return reception.receive(exchange);
            }
            if (route == Route.PINGS && exchange.getRequestMethod().equals("HEAD")) {
                senders.check(exchange.getRequestHeaders());
                return Answer.text("text/plain", ABOUT);
            }
            if (!OPEN.contains(route)) {
                readers.check(exchange.getRequestHeaders());
            }
            return read(route, exchange.getRequestURI().getPath());
        } catch (RefusalException refusal) {
            return refusal.answer();
        } catch (DataAccessResourceFailureException e) {
            LOG.warn("collector database away: {}", StoreUnavailableException.reason(e));
            return Answer.problem(Problem.Kind.STORE_AWAY.with("Nothing was stored; try again later."))
                    .with("Retry-After", RETRY_SECONDS);
        } catch (RuntimeException e) {
            LOG.error("collector request failed", e);
            return Answer.problem(Problem.Kind.FAILED.with("Its log says why. Try again later."));
        }
    }

    private Answer read(Route route, String path) throws RefusalException {
        return switch (route) {
            case ABOUT -> Answer.text("text/plain", ABOUT);
            case OPENAPI -> Answer.text("application/yaml", OpenApi.text());
            case SCHEMA -> Answer.text("application/schema+json", OpenApi.payloadSchema());
            case PINGS -> archive.newest();
            case PING -> archive.document(UUID.fromString(path.substring(path.lastIndexOf('/') + 1)));
            case JSON_LINES -> archive.export().jsonLines();
            case CSV -> archive.export().csv();
            case REPORT -> archive.report();
            case REJECTS -> archive.rejects();
            case REPLAY -> reception.replay();
        };
    }
}
