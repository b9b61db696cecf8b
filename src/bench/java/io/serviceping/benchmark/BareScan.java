package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import java.util.Map;

/** (f) Reading the table once, counting its rows. */
record BareScan(TestDatabase.Url database) implements Side {
    @Override
    public Answer answer() throws Exception {
        try (Session session = Session.open(database)) {
            session.execute("set enable_indexonlyscan = off");
            session.execute("set enable_indexscan = off");
            session.execute("set enable_bitmapscan = off");
            long start = System.nanoTime();
            session.number("select count(*) from events");
            return new Answer(Session.secondsSince(start), Map.of());
        }
    }
}
