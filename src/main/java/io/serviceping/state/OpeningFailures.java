package io.serviceping.state;

import io.serviceping.files.AccessRemedy;
import io.serviceping.jdbc.Failure;
import io.serviceping.state.StateUnavailableException.Obstacle;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;

/** Tells why a state database cannot be opened, made or brought up to date, and what to do. */
final class OpeningFailures {
    private static final Set<String> DAMAGED = Set.of("90028", "90030", "90048", "HY000", "XX001", "XX002");
    /**
     * Errors of a statement. None of ours runs while H2 opens a file, so the statement is H2's own and the file is
     * damaged.
     */
    private static final Set<String> OF_A_STATEMENT = Set.of("21", "22", "23", "42");

    private static final String H2_FILE_IN_USE = "90020";
    /** H2 would have to write before it can open the file. */
    private static final String H2_NOT_WRITABLE = "90097";

    private static final String READ_ONLY = "25006";

    private OpeningFailures() {}

    /** An exception of connecting. */
    static StateUnavailableException connecting(Throwable cause, boolean h2) {
        String state = Causes.sqlState(cause);
        if (state.equals(H2_FILE_IN_USE)) {
            return inUse(cause);
        } else if (state.startsWith("28")) {
            return new StateUnavailableException(
                    Obstacle.REFUSED,
                    "The state database refuses our user name or password: " + Causes.firstLine(cause)
                            + ". Check service-ping.state (url, username, password-file).",
                    cause);
        } else if (StateFailures.isDenied(cause)) {
            return lacksRight(Causes.firstLine(cause), cause);
        } else if (StateFailures.isFailedWrite(cause)) {
            return StateFailures.behind(cause).orElseThrow();
        } else if (DAMAGED.contains(state) || (h2 && isOfAStatement(state))) {
            return damaged(Causes.firstLine(cause), cause);
        }
        Optional<SQLException> failure = Causes.sqlException(cause);
        if (failure.map(Failure::of).equals(Optional.of(Failure.SILENT))) {
            return new StateUnavailableException(
                    Obstacle.UNREACHABLE,
                    "The state database takes connections and does not answer in time: " + Causes.firstLine(cause)
                            + ". It hangs, or another session has locked its catalogue, such as pg_class; try again later.",
                    cause);
        }
        return new StateUnavailableException(
                failure.map(OpeningFailures::obstacle).orElse(Obstacle.UNREACHABLE),
                "The state database cannot be reached: "
                        + failure.flatMap(Failure::unknownHost)
                                .map(host -> "the name of the host '" + host + "' is not known")
                                .orElseGet(() -> Causes.firstLine(cause))
                        + ". Check service-ping.state.url.",
                cause);
    }

    private static Obstacle obstacle(SQLException e) {
        return switch (Failure.remedy(e)) {
            case WAIT -> Obstacle.UNREACHABLE;
            case PERMISSION -> Obstacle.REFUSED;
            case CONFIGURATION -> Obstacle.UNUSABLE;
        };
    }

    /** An exception of opening an H2 file to read it. Empty: opening it to write tells more, or waits. */
    static Optional<StateUnavailableException> reading(Exception e) {
        String state = Causes.sqlState(e);
        if (state.equals(H2_NOT_WRITABLE)) {
            return Optional.of(damaged("it has no user", e));
        }
        return DAMAGED.contains(state) || isOfAStatement(state)
                ? Optional.of(damaged(Causes.firstLine(e), e))
                : Optional.empty();
    }

    /**
     * An exception of looking at the tables or of changing them.
     *
     * @param user who is connected; null: the driver's default
     */
    static StateUnavailableException migrating(RuntimeException e, @Nullable String user) {
        if (e instanceof FlywayValidateException) {
            return new StateUnavailableException(
                    Obstacle.UNUSABLE,
                    "The state database was made by another version of Service Ping, or its tables were changed by hand: "
                            + Causes.firstLine(e)
                            + ". Use the version that wrote it, or restore a backup; nothing was changed.",
                    e);
        } else if (isDamage(e) && !StateFailures.isFailedWrite(e)) {
            return damaged(Causes.firstLine(e), e);
        } else if (StateFailures.isDenied(e)) {
            return mayNotMakeTables(Causes.withItsOrigin(e), user, e);
        } else if (Causes.sqlState(e).equals(READ_ONLY)) {
            return new StateUnavailableException(
                    Obstacle.UNUSABLE,
                    "The state database can only be read: " + Causes.withItsOrigin(e)
                            + ". Point service-ping.state.url at the primary server; nothing was changed.",
                    e);
        }
        // A full disk, a lock, or a lost server: nothing to change in the configuration.
        return StateFailures.behind(e)
                .orElseGet(() -> new StateUnavailableException(
                        Obstacle.UNUSABLE,
                        "The state database's tables cannot be made or brought up to date: " + Causes.withItsOrigin(e)
                                + ". Check service-ping.state; nothing was changed.",
                        e));
    }

    /**
     * A user without a right that all users of a state database need.
     *
     * @param how the database's own words
     */
    static StateUnavailableException lacksRight(String how, @Nullable Throwable cause) {
        return new StateUnavailableException(
                Obstacle.REFUSED,
                "The user of service-ping.state (service-ping.state.username) lacks a right: " + how
                        + ". This user must be allowed to connect, and must own the tables (H2: be an administrator);"
                        + " what was stored before is kept.",
                cause);
    }

    /** @param how the database's own words */
    static StateUnavailableException mayNotMakeTables(String how, @Nullable String user, @Nullable Throwable cause) {
        return new StateUnavailableException(
                Obstacle.REFUSED,
                "The state database's tables cannot be made or brought up to date: " + how + ". The user of"
                        + " service-ping.state" + (user == null ? "" : " ('" + user + "')")
                        + " must be allowed to create tables, and must own those of earlier versions; nothing was"
                        + " changed.",
                cause);
    }

    /** An exception of copying or moving an H2 file. */
    static StateUnavailableException writing(UncheckedIOException e) {
        return new StateUnavailableException(
                Obstacle.UNREACHABLE,
                "The state database's file cannot be made or brought up to date: " + Causes.firstLine(e)
                        + ". Nothing was changed; is its disk full, or its folder not ours to write?",
                e);
    }

    static StateUnavailableException notOursToWrite(Path file) {
        return new StateUnavailableException(
                file,
                "The state database's file cannot be written by the user " + System.getProperty("user.name") + ": "
                        + file + "."
                        + AccessRemedy.of(file).map(remedy -> " " + remedy).orElse(""));
    }

    static StateUnavailableException pooled() {
        return new StateUnavailableException(
                Obstacle.UNUSABLE,
                "The state database must be reached directly, and a pooler in transaction mode is in between. Point"
                        + " service-ping.state.url at the server, or at a pool in session mode; nothing was changed.",
                null);
    }

    static StateUnavailableException inUse(@Nullable Throwable cause) {
        return new StateUnavailableException(
                Obstacle.BUSY, "The state database is in use by another process; try again later.", cause);
    }

    static StateUnavailableException damaged(String how, @Nullable Throwable cause) {
        return new StateUnavailableException(
                Obstacle.UNUSABLE,
                "The state database is damaged or cannot be read: " + how
                        + ". Nothing was changed; restore it from a backup, or move it away to start afresh.",
                cause);
    }

    private static boolean isOfAStatement(String state) {
        return OF_A_STATEMENT.contains(state.substring(0, Math.min(2, state.length())));
    }

    static boolean isDamage(Throwable e) {
        return DAMAGED.contains(Causes.sqlState(e));
    }
}
