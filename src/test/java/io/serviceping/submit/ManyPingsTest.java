package io.serviceping.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.outbox.PingSummary;
import io.serviceping.outbox.TestOutbox;
import io.serviceping.submit.http.TestEndpoint;
import io.serviceping.testing.TestDatabase;
import java.util.Comparator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An outbox with nineteen years of weekly pings. */
class ManyPingsTest {
    private static final int PINGS = 1_000;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void deliversAThousandWaitingPingsOldestFirst(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        TestOutbox test = delivery.test;
        for (int week = 1_000; week < 1_000 + PINGS; week++) {
            test.frozen(week);
        }
        assertThat(test.outbox.waiting()).hasSize(PINGS);

        try (TestEndpoint endpoint = new TestEndpoint()) {
            DeliveryReport report = delivery.to(endpoint.url()).deliverDue(() -> true);

            assertThat(report.isAllDelivered()).isTrue();
            assertThat(report.results())
                    .extracting(PingResult::pingId)
                    .containsExactlyElementsOf(test.outbox.recent(PINGS).stream()
                            .sorted(Comparator.comparingLong(PingSummary::sequence))
                            .map(PingSummary::pingId)
                            .toList());
            assertThat(endpoint.received).hasSize(PINGS);
        }
        assertThat(test.outbox.waiting()).isEmpty();
    }
}
