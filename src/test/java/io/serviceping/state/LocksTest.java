package io.serviceping.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SincePostgres(14)
class LocksTest {
    @Test
    void letsOneProcessRunInAHomeFolderAndTheNextAfterItIsKilled(@TempDir Path folder) throws Exception {
        assertThat(RunLock.isHeld(folder)).isFalse();
        try (OtherProcess other = OtherProcess.holding("run-lock", folder.toString())) {
            assertThat(RunLock.tryAcquire(folder)).isEmpty();
            assertThat(RunLock.isHeld(folder)).isTrue();

            other.kill();

            assertThat(RunLock.isHeld(folder)).isFalse();
            try (RunLock mine = RunLock.tryAcquire(folder).orElseThrow()) {
                assertThat(mine).isNotNull();
            }
        }
    }

    @Test
    void letsOneRunBeInAProcess(@TempDir Path folder) {
        Path state = folder.resolve("not").resolve("there yet");
        try (RunLock mine = RunLock.tryAcquire(state).orElseThrow()) {
            assertThat(mine).isNotNull();
            assertThat(RunLock.tryAcquire(state)).isEmpty();
            assertThat(RunLock.isHeld(state)).isTrue();
            assertThat(RunLock.tryAcquire(folder.resolve("another home"))).hasValueSatisfying(RunLock::close);
        }
        assertThat(RunLock.isHeld(state)).isFalse();
        assertThat(RunLock.tryAcquire(state)).hasValueSatisfying(RunLock::close);
    }

    @Test
    void letsOneMachineRunOnAStateDatabaseAndTheNextAfterItIsKilled() throws Exception {
        TestDatabase.Url url = TestDatabase.POSTGRESQL.create();
        Instant before = Instant.now().minusSeconds(60);
        try (StateDatabase state = open(url)) {
            assertThat(ClusterLock.holder(state)).isEmpty();
            try (OtherProcess other =
                    OtherProcess.holding("cluster-lock", url.jdbc(), url.username(), url.password())) {
                assertThat(ClusterLock.tryAcquire(state)).isEmpty();
                assertThat(ClusterLock.holder(state)).hasValueSatisfying(holder -> {
                    assertThat(holder).matches("a run from (127\\.0\\.0\\.1|::1|local), since .+Z");
                    assertThat(Instant.parse(holder.replaceFirst(".*since ", "")))
                            .isBetween(before, Instant.now().plusSeconds(60));
                });

                other.kill();

                Optional<ClusterLock> mine = ClusterLock.tryAcquire(state);
                while (mine.isEmpty()) {
                    mine = ClusterLock.tryAcquire(state);
                }
                mine.get().close();
                assertThat(ClusterLock.holder(state)).isEmpty();
            }
        }
    }

    @Test
    void freesTheClusterLockWhenItIsClosedOrItsConnectionEnded() throws Exception {
        TestDatabase.Url url = TestDatabase.POSTGRESQL.create();
        TestDatabase.Url elsewhere = TestDatabase.POSTGRESQL.create();
        try (StateDatabase one = open(url);
                StateDatabase two = open(url);
                StateDatabase another = open(elsewhere)) {
            ClusterLock lock = ClusterLock.tryAcquire(one).orElseThrow();
            assertThat(ClusterLock.tryAcquire(two)).isEmpty();
            assertThat(ClusterLock.tryAcquire(another)).hasValueSatisfying(ClusterLock::close);
            lock.close();

            ClusterLock second = ClusterLock.tryAcquire(two).orElseThrow();
            url.endSessions("pg_locks where locktype = 'advisory'"
                    + " and database = (select oid from pg_database where datname = current_database())");
            Optional<ClusterLock> third = ClusterLock.tryAcquire(one);
            while (third.isEmpty()) {
                third = ClusterLock.tryAcquire(one);
            }
            second.close();

            assertThat(ClusterLock.tryAcquire(two)).isEmpty();
            third.get().close();
        }
    }

    @Test
    void needsNoClusterLockForAFile() throws Exception {
        try (StateDatabase state = open(TestDatabase.H2.create());
                ClusterLock first = ClusterLock.tryAcquire(state).orElseThrow();
                ClusterLock second = ClusterLock.tryAcquire(state).orElseThrow()) {
            assertThat(first).isNotSameAs(second);
            assertThat(ClusterLock.holder(state)).isEmpty();
        }
    }

    @Test
    void noticesThatTheFileOfTheLockWasReplacedOrRemoved(@TempDir Path folder) throws Exception {
        try (StateDatabase state = open(TestDatabase.H2.create());
                ClusterLock cluster = ClusterLock.tryAcquire(state).orElseThrow();
                RunLock mine = RunLock.tryAcquire(folder).orElseThrow()) {
            Path file = folder.resolve("run.lock");
            assertThat(new LockWatch(mine, cluster).isLostNow()).isFalse();
            new LockWatch(mine, cluster).require();

            Files.delete(file);
            assertThat(new LockWatch(mine, cluster).isLostNow()).isTrue();

            Files.createFile(file);
            Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
            LockWatch watch = new LockWatch(mine, cluster);
            assertThat(watch.isLostNow()).isTrue();
            assertThat(watch.isLost()).isTrue();
            assertThatThrownBy(watch::require).hasMessageContaining("the file run.lock");
        }
    }

    @Test
    void noticesThatTheConnectionOfTheLockWasCut(@TempDir Path folder) throws Exception {
        TestDatabase.Url url = TestDatabase.POSTGRESQL.create();
        try (StateDatabase state = open(url);
                ClusterLock cluster = ClusterLock.tryAcquire(state).orElseThrow();
                RunLock mine = RunLock.tryAcquire(folder).orElseThrow()) {
            LockWatch watch = new LockWatch(mine, cluster);
            assertThat(watch.isLostNow()).isFalse();

            url.endSessions("pg_locks where locktype = 'advisory'"
                    + " and database = (select oid from pg_database where datname = current_database())");

            while (!watch.isLost()) {
                Thread.onSpinWait();
            }
            assertThatThrownBy(watch::require).hasMessageContaining("the connection to the state database");
        }
    }

    private static StateDatabase open(TestDatabase.Url url) throws StateUnavailableException {
        return StateDatabase.open(new JdbcAddress(url.jdbc(), url.username(), url.password()), 2);
    }
}
