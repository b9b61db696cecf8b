package io.serviceping.state;

import java.time.Duration;

/**
 * Tells before each range and each attempt whether a run still holds its locks. A lock can be lost while its holder
 * lives: the connection breaks, or the file is replaced.
 */
public final class LockWatch {
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final RunLock ofHome;
    private final ClusterLock ofDatabase;
    private long askedAt = System.nanoTime();
    private boolean lost;

    public LockWatch(RunLock ofHome, ClusterLock ofDatabase) {
        this.ofHome = ofHome;
        this.ofDatabase = ofDatabase;
    }

    /** Returns an answer at most one second old. */
    public synchronized boolean isLost() {
        return System.nanoTime() - askedAt < FRESH_NANOS ? lost : isLostNow();
    }

    /** Checks now. */
    public synchronized boolean isLostNow() {
        lost = lost || !ofHome.isHeld() || !ofDatabase.isHeld();
        askedAt = System.nanoTime();
        return lost;
    }

    /**
     * Checks now.
     *
     * @throws StateUnavailableException when a lock is lost
     */
    public void require() throws StateUnavailableException {
        if (isLostNow()) {
            throw new StateUnavailableException(
                    StateUnavailableException.Obstacle.BUSY,
                    "This run has lost its lock and stopped, so that no other one counts beside it: "
                            + (ofHome.isHeld()
                                    ? "the connection to the state database that held it was cut"
                                    : "the file run.lock in the state folder was removed or replaced")
                            + "; run again: it goes on where it stopped.",
                    null);
        }
    }
}
