package io.serviceping.job.installation;

import io.serviceping.consent.OptOutFlag;
import io.serviceping.consent.SharedOptOut;
import io.serviceping.outbox.Outbox;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.state.ClusterLock;
import io.serviceping.state.SendLock;
import io.serviceping.state.StateDatabase;
import io.serviceping.state.StateUnavailableException;
import io.serviceping.time.TimeSource;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Switches Service Ping off and on: the flag of this home folder, and that of a state database which several machines share.
 *
 * <p>A sender opens its attempt, or takes the send lock, before it asks for consent. Here the flag is raised first, and then
 * open attempts and the lock are looked for. So either the sender sees the flag and sends nothing, or it is seen here and
 * waited for; it looks at the flag once a second and breaks its exchange off.
 */
public final class ConsentSwitch {
    /** A sender that works notices the flag within seconds. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    /** An attempt that is still open after that, and whose process has no lock, was left by a process that was killed. */
    private static final Duration NOTICED = Duration.ofSeconds(8);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Home home;
    private final TimeSource time;

    public ConsentSwitch(Home home, TimeSource time) {
        this.home = home;
        this.time = time;
    }

    /** What was found of exchanges with the endpoint once the flag was up. */
    public enum Exchange {
        /** None was under way: nothing was sent since. */
        NONE,
        /** One was under way and has ended; what was sent before may have arrived. */
        ENDED,
        /** One has not ended, though its process was given time to notice. */
        UNDER_WAY;

        /** Of two, the one that more must be said about. */
        public Exchange or(Exchange other) {
            return compareTo(other) < 0 ? other : this;
        }
    }

    /**
     * Raises the flag of this home folder.
     *
     * @param by the name of the user in the operating system
     * @throws IOException when it cannot be raised: Service Ping is as it was
     */
    public void raise(String by, Optional<String> reason) throws IOException {
        new OptOutFlag(home.folder()).raise(by, reason, time.clock().instant());
    }

    /** Waits for an exchange of this home folder to end, once the flag is up. */
    public Exchange awaitEnd() throws InterruptedException {
        return await(() -> SendLock.isHeld(home.state()), LONGEST_WAIT);
    }

    /**
     * Raises the flag of a shared state database, and waits for exchanges of all its machines to end; does nothing where the
     * state is this machine's own.
     *
     * @throws StateUnavailableException when the database cannot be used
     */
    public Exchange raiseShared(ServicePingSettings settings, String by, String host, Optional<String> reason)
            throws StateUnavailableException, SQLException, InterruptedException {
        if (!isShared(settings)) {
            return Exchange.NONE;
        }
        try (StateDatabase state = StateDatabase.open(settings.state().address(), 2)) {
            new SharedOptOut(state.dataSource())
                    .raise(by, host, reason, time.clock().instant());
            Outbox outbox =
                    new Outbox(state.dataSource(), new JdbcTransactionManager(state.dataSource()), time.clock());
            Exchange exchange = await(outbox::hasOpenAttempt, NOTICED);
            if (exchange != Exchange.UNDER_WAY) {
                return exchange;
            }
            return ClusterLock.holder(state).isEmpty()
                    ? Exchange.ENDED
                    : Exchange.ENDED.or(await(outbox::hasOpenAttempt, LONGEST_WAIT.minus(NOTICED)));
        }
    }

    /**
     * Lowers the flag of a shared state database, if there is one.
     *
     * @throws StateUnavailableException when the database cannot be used: the flag is as it was
     */
    public void lowerShared(ServicePingSettings settings) throws StateUnavailableException {
        if (isShared(settings)) {
            try (StateDatabase state = StateDatabase.open(settings.state().address(), 2)) {
                new SharedOptOut(state.dataSource()).lower();
            }
        }
    }

    /**
     * Lowers the flag of this home folder.
     *
     * @throws IOException when it cannot be lowered: Service Ping is still off
     */
    public void lower() throws IOException {
        new OptOutFlag(home.folder()).lower();
    }

    private static boolean isShared(ServicePingSettings settings) {
        return !settings.state().isH2();
    }

    private interface Look {
        boolean isSending();
    }

    private static Exchange await(Look look, Duration longest) throws InterruptedException {
        if (!look.isSending()) {
            return Exchange.NONE;
        }
        long end = System.nanoTime() + longest.toNanos();
        while (look.isSending()) {
            if (System.nanoTime() > end) {
                return Exchange.UNDER_WAY;
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
        return Exchange.ENDED;
    }
}
