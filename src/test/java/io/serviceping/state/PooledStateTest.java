package io.serviceping.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.testing.Pooler;
import io.serviceping.testing.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PooledStateTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void refusesAStateBehindAPoolerInTransactionMode(int sessions) {
        TestDatabase.Url server = TestDatabase.POSTGRESQL.create();
        try (Pooler pooler = Pooler.before(server, sessions)) {
            JdbcAddress address = new JdbcAddress(
                    pooler.url().jdbc(), pooler.url().username(), pooler.url().password());

            assertThatThrownBy(() -> StateDatabase.open(address, 2).close())
                    .isInstanceOfSatisfying(
                            StateUnavailableException.class,
                            e -> assertThat(e.obstacle()).isEqualTo(StateUnavailableException.Obstacle.UNUSABLE))
                    .hasMessageContaining("must be reached directly");
        }
    }
}
