package io.serviceping.watch;

import io.serviceping.consent.Consent;
import io.serviceping.submit.http.Endpoint;
import io.serviceping.submit.http.Permission;
import io.serviceping.submit.http.Transport;
import io.serviceping.time.Bounded;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a dead-man URL that a run begins ({@code /start}), that it ended well (the URL itself), or its exit code
 * ({@code /78}), as healthchecks.io takes it. Each request is bounded; none can fail the run.
 */
final class DeadMan {
    private static final Logger LOG = LoggerFactory.getLogger(DeadMan.class);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Endpoint url;
    private final Consent consent;
    private final String version;

    DeadMan(Endpoint url, Consent consent, String version) {
        this.url = url;
        this.consent = consent;
        this.version = version;
    }

    /** @param suffix behind the path, before a query */
    void tell(String suffix) {
        try {
            OptionalInt status = Bounded.call(() -> get(suffix), LONGEST);
            LOG.debug("Dead-man URL told: suffix={}, status={}", suffix, status);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug(
                    "Dead-man URL not told: suffix={}, why={}",
                    suffix,
                    e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private OptionalInt get(String suffix) throws InterruptedException {
        Permission permission = new Permission() {
            @Override
            public boolean isGiven() {
                return consent.decide().noCounting().isEmpty();
            }

            @Override
            public Sending begin() {
                return () -> {};
            }
        };
        return permission.isGiven() ? new Transport(with(suffix), version).get(permission) : OptionalInt.empty();
    }

    private Endpoint with(String suffix) {
        String query = url.url().getRawQuery() == null ? "" : "?" + url.url().getRawQuery();
        String path = url.url().getRawPath().replaceFirst("/$", "");
        URI told = URI.create(url.url().getScheme() + "://" + url.url().getRawAuthority() + path + suffix + query);
        return new Endpoint(told, url.keyFiles(), url.tlsFiles(), url.proxy(), url.connectTimeout(), url.timeout());
    }
}
