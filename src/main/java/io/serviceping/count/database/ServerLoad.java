package io.serviceping.count.database;

import io.serviceping.plan.query.Parameter;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Checks the load of a PostgreSQL server (version 10 or later) against limits. */
final class ServerLoad {
    private static final BoundQuery FORGET = BoundQuery.of("select pg_stat_clear_snapshot()");

    private static final BoundQuery SIGHT = BoundQuery.of("""
            select quote_ident(current_user), pg_is_in_recovery(),
                   exists (select 1 from pg_roles where rolname = 'pg_read_all_stats' and pg_has_role(oid, 'usage'))""");

    private static final BoundQuery ACTIVE = BoundQuery.of("""
            select count(*) from pg_stat_activity
             where datname = current_database() and backend_type = 'client backend' and state = 'active'
               and application_name is distinct from ?""", SessionDialect.APPLICATION_NAME);

    /** Bytes that the slowest standby is behind; NULL when no standby is connected. */
    private static final String BEHIND_US =
            "(select max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)) from pg_stat_replication)";

    /** Bytes received but not replayed by this standby; NULL when nothing was received since the server started. */
    private static final String OURSELVES = "pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())";

    private final ThrottleLimits limits;

    ServerLoad(ThrottleLimits limits) {
        this.limits = limits;
    }

    private record Sight(String user, boolean onStandby, boolean ofOthers) {}

    private record Lag(OptionalLong bytes, String text, String limit) {}

    /** The reason why a limit cannot be checked, or empty. */
    Optional<String> problem(Session session) throws SQLException {
        Sight sight = sight(session);
        Optional<String> blind = blind(sight);
        return blind.isPresent() || limits.replicationLag().isEmpty() ? blind : untold(sight, lag(session, sight));
    }

    /** One limit that is exceeded or cannot be checked, or empty. */
    Optional<String> exceeded(Session session) throws SQLException {
        // Otherwise a snapshot's transaction would see the first check's statistics again.
        FORGET.rows(session, row -> true);
        Sight sight = sight(session);
        Optional<String> blind = blind(sight);
        if (blind.isPresent()) {
            return blind;
        }
        Optional<String> sessions = limits.activeSessions().isPresent() ? sessions(session) : Optional.empty();
        return sessions.isPresent() || limits.replicationLag().isEmpty() ? sessions : tooFarBehind(session, sight);
    }

    private static Sight sight(Session session) throws SQLException {
        return SIGHT.rows(session, row -> new Sight(row.getString(1), row.getBoolean(2), row.getBoolean(3)))
                .get(0);
    }

    private Optional<String> blind(Sight sight) {
        boolean asksOfOthers = limits.activeSessions().isPresent() || !sight.onStandby();
        return asksOfOthers && !sight.ofOthers()
                ? Optional.of("its user " + sight.user()
                        + " may not see what others do there: grant pg_read_all_stats to " + sight.user())
                : Optional.empty();
    }

    private Optional<String> sessions(Session session) throws SQLException {
        long active = ACTIVE.rows(session, row -> row.getLong(1)).get(0);
        int limit = limits.activeSessions().orElseThrow();
        return active > limit
                ? Optional.of(active + (active == 1 ? " session is" : " sessions are")
                        + " active, and collection.max-active-sessions is " + limit)
                : Optional.empty();
    }

    private Optional<String> tooFarBehind(Session session, Sight sight) throws SQLException {
        Lag lag = lag(session, sight);
        Optional<String> untold = untold(sight, lag);
        if (untold.isPresent()) {
            return untold;
        }
        return lag.bytes().orElse(0) > limits.replicationLag().orElseThrow()
                ? Optional.of((sight.onStandby() ? "it" : "a standby") + " is " + lag.text()
                        + " behind, and collection.max-replication-lag is " + lag.limit())
                : Optional.empty();
    }

    private static Optional<String> untold(Sight sight, Lag lag) {
        return sight.onStandby() && lag.bytes().isEmpty()
                ? Optional.of("it is a standby that has received nothing by streaming since it started, so that nobody"
                        + " can tell how far it is behind")
                : Optional.empty();
    }

    private Lag lag(Session session, Sight sight) throws SQLException {
        return new BoundQuery(
                        "select bytes, pg_size_pretty(bytes), pg_size_pretty(cast(? as bigint)) from (select "
                                + (sight.onStandby() ? OURSELVES : BEHIND_US) + " as bytes) lag",
                        List.of(new Parameter.Whole(limits.replicationLag().orElseThrow())))
                .rows(session, row -> {
                    String text = row.getString(2);
                    String limit = row.getString(3);
                    // Last: wasNull() refers to the column read last.
                    long bytes = row.getLong(1);
                    return new Lag(row.wasNull() ? OptionalLong.empty() : OptionalLong.of(bytes), text, limit);
                })
                .get(0);
    }
}
