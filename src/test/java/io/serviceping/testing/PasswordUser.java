package io.serviceping.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL user that needs a password; the test server trusts all others. */
public final class PasswordUser {
    private static final String NAME = "careful";

    private PasswordUser() {}

    public static TestDatabase.Url in(TestDatabase.Url postgresql) {
        TestDatabase.Url user = new TestDatabase.Url(postgresql.jdbc(), NAME, "right");
        try (Connection connection = postgresql.connect();
                Statement statement = connection.createStatement()) {
            if (accepts(new TestDatabase.Url(postgresql.jdbc(), NAME, "wrong")) || !accepts(user)) {
                statement.execute("drop role if exists " + NAME);
                // Not yet the default of version 13.
                statement.execute("set password_encryption = 'scram-sha-256'");
                statement.execute("create role " + NAME + " superuser login password '" + user.password() + "'");
                askForPassword(statement);
                while (accepts(new TestDatabase.Url(postgresql.jdbc(), NAME, "wrong"))) {
                    Thread.onSpinWait();
                }
            }
            return user;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void askForPassword(Statement statement) throws SQLException, IOException {
        try (ResultSet answer = statement.executeQuery("show hba_file")) {
            answer.next();
            Path file = Path.of(answer.getString(1));
            Files.writeString(file, "host all " + NAME + " all scram-sha-256\n" + Files.readString(file));
        }
        statement.execute("select pg_reload_conf()");
    }

    private static boolean accepts(TestDatabase.Url url) {
        try (Connection connection = DriverManager.getConnection(url.jdbc(), url.username(), url.password())) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }
}
