package io.serviceping.job.installation;

import io.serviceping.consent.OptOutFlag;
import io.serviceping.consent.SharedOptOut;
import io.serviceping.outbox.Outbox;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.state.ClusterLock;
import io.serviceping.state.SendLock;
import io.serviceping.state.StateDatabase;
import io.serviceping.state.StateUnavailableException;
import io.serviceping.time.Sleeper;
import io.serviceping.time.TimeSource;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Switches Service Ping off and on, by the flag of this home folder and the flag of a shared state database.
 *
 * <p>A sender opens its attempt or takes the send lock before it checks consent. This class raises the flag first, and
 * then looks for open attempts and the lock. So either the sender sees the flag and sends nothing, or this class sees
 * the sender and waits. A sender checks the flag every second and aborts its exchange.
 */
public final class ConsentSwitch {
    /** A live sender notices the flag within seconds. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    /** An attempt still open after this time, while no process holds the lock, is one that its process cannot end. */
    private static final Duration NOTICED = Duration.ofSeconds(8);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Home home;
    private final TimeSource time;

    public ConsentSwitch(Home home, TimeSource time) {
        this.home = home;
        this.time = time;
    }

    /** Whether an exchange with the endpoint was found after the flag was raised. */
    public enum Exchange {
        /** No exchange was under way: nothing was sent after the flag was raised. */
        NONE,
        /** An exchange was under way and has ended: its ping may have arrived. */
        ENDED,
        /** An exchange has no end: its process was killed, or is stopped or cut off from the state database. */
        LEFT_OPEN,
        /** An exchange has not ended, although its process had time to notice the flag. */
        UNDER_WAY;

        /** The more serious of two results. */
        public Exchange or(Exchange other) {
            return compareTo(other) < 0 ? other : this;
        }
    }

    /**
     * Raises the flag of this home folder.
     *
     * @param by the name of the user in the operating system
     * @throws IOException when the flag cannot be raised: nothing has changed
     */
    public void raise(String by, Optional<String> reason) throws IOException {
        new OptOutFlag(home.folder()).raise(by, reason, time.clock().instant());
    }

    /** Waits for an exchange of this home folder to end. Needs the flag to be raised. */
    public Exchange awaitEnd() throws InterruptedException {
        return await(() -> SendLock.isHeld(home.state()), LONGEST_WAIT);
    }

    /**
     * Raises the flag of a shared state database, and waits for the exchanges of all its machines to end. Does nothing
     * if the database is not shared.
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
                    ? Exchange.LEFT_OPEN
                    : Exchange.ENDED.or(await(outbox::hasOpenAttempt, LONGEST_WAIT.minus(NOTICED)));
        }
    }

    /**
     * Withdraws what waits in a shared state database, and lowers its flag. Does nothing if the database is not shared.
     *
     * @throws StateUnavailableException when the database cannot be used: the flag is unchanged
     */
    public void lowerShared(ServicePingSettings settings) throws StateUnavailableException {
        if (isShared(settings)) {
            try (StateDatabase state = StateDatabase.open(settings.state().address(), 2)) {
                // A machine that has not seen the flag knows of no time off.
                Withdrawal.all(
                        new Outbox(state.dataSource(), new JdbcTransactionManager(state.dataSource()), time.clock()));
                new SharedOptOut(state.dataSource()).lower();
            }
        }
    }

    /**
     * Lowers the flag of this home folder.
     *
     * @throws IOException when the flag cannot be lowered: Service Ping is still off
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
            Sleeper.SLEEP.rest(BETWEEN_LOOKS);
        }
        return Exchange.ENDED;
    }
}
