package io.serviceping.count.database;

/** Somebody who is told that counting waits for a database; called from several threads. */
public interface ThrottleListener {
    /** Nobody is. */
    ThrottleListener NONE = new ThrottleListener() {
        @Override
        public void waits(String database, String why) {
            // Nobody is told.
        }

        @Override
        public void goesOn(String database) {
            // Nobody is told.
        }
    };

    /**
     * Counting begins to wait.
     *
     * @param why the limit, and what exceeds it
     */
    void waits(String database, String why);

    /** Nothing waits for that database any longer. */
    void goesOn(String database);
}
