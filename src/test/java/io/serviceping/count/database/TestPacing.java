package io.serviceping.count.database;

import java.util.Optional;

/** Pacing of statements, for the tests of other packages. */
public final class TestPacing {
    private TestPacing() {}

    /** Lets no statement begin: the server is too busy, and the run is to stop. */
    public static StatementPacing throttled(CountLimits limits) {
        Throttle throttle = new Throttle("main", asked -> Optional.of("busy"), ThrottleListener.NONE, System::nanoTime);
        return new StatementPacing(limits, Optional.of(throttle), duration -> false);
    }
}
