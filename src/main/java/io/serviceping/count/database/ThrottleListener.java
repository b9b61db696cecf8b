package io.serviceping.count.database;

/** Is told when counting waits for a database. Called from several threads. */
public interface ThrottleListener {
    ThrottleListener NONE = new ThrottleListener() {
        @Override
        public void waits(String database, String why) {
            // Ignored.
        }

        @Override
        public void goesOn(String database) {
            // Ignored.
        }
    };

    /**
     * Counting begins to wait.
     *
     * @param why the limit that is exceeded, or the database's failure
     */
    void waits(String database, String why);

    /** Nothing waits for that database any longer. */
    void goesOn(String database);
}
