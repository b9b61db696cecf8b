package io.serviceping.state;

import io.serviceping.jdbc.Failure;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.NestedExceptionUtils;

/** An exception and its causes. */
final class Causes {
    private Causes() {}

    /** The exception, its cause, and so on. */
    static List<Throwable> of(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause).toList();
    }

    /** The first SQLException among them. */
    static Optional<SQLException> sqlException(Throwable e) {
        return of(e).stream()
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .findFirst();
    }

    /** The SQL state of the first SQLException among them. Empty: none. */
    static String sqlState(Throwable e) {
        return sqlException(e).map(Failure::state).orElse("");
    }

    /** The message and, if different, that of the original cause: for example a full disk behind a closed database. */
    static String withItsOrigin(Throwable e) {
        String what = firstLine(e);
        String origin = firstLine(NestedExceptionUtils.getMostSpecificCause(e));
        return what.contains(origin) ? what : what + ": " + origin;
    }

    /** The first line of the message. */
    static String firstLine(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse("").replaceFirst("(; SQL statement:)?[.\\s]*$", "");
    }
}
