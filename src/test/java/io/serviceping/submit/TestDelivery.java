package io.serviceping.submit;

import io.serviceping.outbox.TestOutbox;
import io.serviceping.submit.http.Endpoint;
import io.serviceping.submit.http.Transport;
import io.serviceping.testing.TestDatabase;
import io.serviceping.time.Sleeper;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A delivery without real waiting: pauses are recorded and end at once. The random generator always returns 0.5. */
public final class TestDelivery {
    public static final Duration PATIENT = Duration.ofSeconds(60);

    public final TestOutbox test;
    final List<Duration> pauses = new ArrayList<>();
    Sleeper pause;
    Duration timeLimit = Duration.ofMinutes(10);

    public TestDelivery(TestDatabase database) {
        test = TestOutbox.on(database);
        pause = duration -> {
            pauses.add(duration);
            test.clock.advance(duration);
            return true;
        };
    }

    public Delivery to(URI url) {
        return to(new Endpoint(url, Optional.empty(), PATIENT, PATIENT));
    }

    Delivery to(URI url, Path tokenFile) {
        return to(new Endpoint(url, Optional.of(tokenFile), PATIENT, PATIENT));
    }

    public Delivery to(Endpoint endpoint) {
        RandomGenerator half = new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public double nextDouble() {
                return 0.5;
            }
        };
        return new Delivery(
                test.outbox,
                new Transport(endpoint, "1.2.3"),
                RetryPolicy.standard(timeLimit),
                half,
                test.clock,
                duration -> pause.rest(duration));
    }
}
