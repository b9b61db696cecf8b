package io.serviceping.collector.store;

import io.serviceping.jdbc.Failure;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The collector's database cannot be opened. */
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What has to change before the collector can start. */
    public enum Obstacle {
        /** The database does not answer. */
        AWAY("the database does not answer. Start it, or check --url"),
        /** Another process has the file open. */
        IN_USE("another collector has it open. End that one, or name another folder with --data"),
        /** The database refuses the user. */
        REFUSED("the database refuses the user. Check --username and --password-file; the user must be allowed to"
                + " create tables"),
        /** There is no such database or host. */
        UNKNOWN("there is no such database. Check --url"),
        /** Any other failure of a file. */
        UNUSABLE("the file cannot be used. Check --data, its permissions and its disk");

        private final String advice;

        Obstacle(String advice) {
            this.advice = advice;
        }
    }

    private final Obstacle obstacle;

    StoreUnavailableException(Storage storage, RuntimeException cause) {
        this(storage, obstacle(storage, causes(cause)), cause);
    }

    private StoreUnavailableException(Storage storage, Obstacle obstacle, RuntimeException cause) {
        super("Cannot keep pings in " + storage + ": " + obstacle.advice + ". (" + reason(cause) + ")", cause);
        this.obstacle = obstacle;
    }

    /** What has to change. */
    public Obstacle obstacle() {
        return obstacle;
    }

    /** The first line of the innermost message. */
    public static String reason(Throwable e) {
        String reason = e.toString();
        for (Throwable cause : causes(e)) {
            reason = cause instanceof UnknownHostException
                    ? "the name of the host " + cause.getMessage() + " is not known"
                    : Objects.requireNonNullElse(cause.getMessage(), reason);
        }
        return reason.lines().findFirst().orElse(reason);
    }

    private static Obstacle obstacle(Storage storage, List<Throwable> causes) {
        List<SQLException> failures = causes.stream()
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .toList();
        Obstacle usual = storage.isH2() ? Obstacle.UNUSABLE : Obstacle.AWAY;
        if (failures.isEmpty()) {
            return usual;
        }
        SQLException innermost = failures.get(failures.size() - 1);
        return switch (Failure.of(innermost)) {
            case REFUSED, DENIED -> Obstacle.REFUSED;
            case MISSING -> Obstacle.UNKNOWN;
            case AWAY -> storage.isH2() ? Obstacle.IN_USE : away(innermost);
            default -> usual;
        };
    }

    private static Obstacle away(SQLException e) {
        return Failure.unknownHost(e).isPresent() ? Obstacle.UNKNOWN : Obstacle.AWAY;
    }

    private static List<Throwable> causes(Throwable e) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
