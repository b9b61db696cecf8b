package io.serviceping.collector;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every request, from its path to its one line in the log. */
final class Requests implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    private static final int LISTED = 100;
    private static final int PATH_LOGGED = 80;
    private static final String ABOUT = """
            Service Ping collector.
            POST /pings            deliver a ping, get a receipt
            GET  /pings            the newest pings
            GET  /pings/{ping_id}  one ping as it was sent
            """;

    private final BearerToken token;
    private final Content content;
    private final Intake intake;
    private final PingStore store;
    private final RequestThreads threads;

    Requests(BearerToken token, Content content, PingStore store, RequestThreads threads) {
        this.token = token;
        this.content = content;
        this.intake = new Intake(PayloadSchema.load(), content);
        this.store = store;
        this.threads = threads;
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
            // The raw path has no line breaks; the query, which could hold a secret, stays out.
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
            String path = exchange.getRequestURI().getPath();
            Route route = Route.of(exchange.getRequestMethod(), path);
            if (route == Route.ABOUT) {
                return Answer.text(ABOUT);
            }
            token.check(exchange.getRequestHeaders());
            if (route == Route.PING) {
                return document(UUID.fromString(path.substring(path.lastIndexOf('/') + 1)));
            }
            return exchange.getRequestMethod().equals("POST") ? receive(intake.read(exchange)) : newest();
        } catch (Refusal refusal) {
            return refusal.answer();
        } catch (RuntimeException e) {
            LOG.error("collector request failed", e);
            return Answer.json(500, Map.of("error", "the collector could not do it; try again later"));
        }
    }

    private Answer receive(Delivery delivery) throws Refusal {
        Kept kept = threads.unlimited(() -> store.keep(delivery));
        if (kept instanceof Kept.First first) {
            return Answer.json(201, first.receipt());
        }
        if (kept instanceof Kept.Again again) {
            return Answer.json(200, again.receipt());
        }
        throw new Refusal(422, ((Kept.Conflict) kept).reason());
    }

    private Answer newest() {
        return Answer.json(200, threads.unlimited(() -> store.newest(LISTED)));
    }

    private Answer document(UUID pingId) throws Refusal {
        Optional<StoredContent> stored = threads.unlimited(() -> store.content(pingId));
        if (stored.isEmpty()) {
            throw new Refusal(404, "no ping " + pingId + " is stored here");
        }
        return Answer.json(200, stored.get().plain(content));
    }
}
