package io.serviceping.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.testing.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InstanceIdTest {
    private static final int THREADS = 4;

    @ParameterizedTest
    @EnumSource
    void hasOneIdForeverHoweverManyAskAtOnce(TestDatabase database) throws Exception {
        TestDatabase.Url url = database.create();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (StateDatabase state =
                StateDatabase.open(new JdbcAddress(url.jdbc(), url.username(), url.password()), THREADS)) {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<UUID>> asked = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                asked.add(threads.submit(() -> {
                    start.await();
                    return InstanceId.id(state, () -> Instant.EPOCH);
                }));
            }
            Set<UUID> ids = new HashSet<>();
            for (Future<UUID> one : asked) {
                ids.add(one.get());
            }

            assertThat(ids).hasSize(1);
            assertThat(InstanceId.id(state, () -> Instant.EPOCH)).isIn(ids);
        } finally {
            threads.shutdownNow();
        }
    }
}
