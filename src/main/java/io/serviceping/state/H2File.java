package io.serviceping.state;

import io.serviceping.files.PrivateFiles;
import io.serviceping.jdbc.JdbcAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The file of an H2 state database. H2 needs several commits to change a table, so the file is made and migrated under
 * another name, and renamed once it is complete. A file without tables counts as damaged.
 */
record H2File(JdbcAddress address, String prefix, String path, String settings) {
    /** Matches neither databases in memory nor those of a server: their schemes have more than one letter. */
    private static final Pattern URL =
            Pattern.compile("(jdbc:h2:(?:file:)?)((?![a-zA-Z]{2,}:)[^~;][^;]*)(;.*)?", Pattern.DOTALL);

    /** The file. Empty: the address names no file. */
    static Optional<H2File> of(JdbcAddress address) {
        Matcher url = URL.matcher(address.url());
        return url.matches()
                ? Optional.of(new H2File(address, url.group(1), url.group(2), url.group(3) == null ? "" : url.group(3)))
                : Optional.empty();
    }

    boolean exists() {
        return Files.exists(file(path));
    }

    /** Fails if this user may not write the file or, if there is none, the folder to make it in. */
    void requireOursToWrite() throws StateUnavailableException {
        Path there = file(path).toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there != null && !Files.isWritable(there)) {
            throw OpeningFailures.notOursToWrite(there);
        }
    }

    /** H2 would make a new database of a truncated file, and this installation a new id without pings. */
    void requireTables() throws StateUnavailableException {
        boolean hasTables;
        try (Connection connection = openToRead()) {
            hasTables = StateSchema.isPresent(JdbcClient.create(new SingleConnectionDataSource(connection, true)));
        } catch (SQLException | DataAccessException e) {
            Optional<StateUnavailableException> problem = OpeningFailures.reading(e);
            if (problem.isPresent()) {
                throw problem.get();
            }
            // Any other problem, such as a file in use, is reported by the later opening, which waits first.
            return;
        }
        if (!hasTables) {
            throw OpeningFailures.damaged("it has no tables", null);
        }
    }

    /** Fails if the file is in use, or if our user name or password are wrong. */
    void requireLogin() throws StateUnavailableException {
        try {
            openToRead().close();
        } catch (SQLException e) {
            throw OpeningFailures.connecting(e, true);
        }
    }

    /** Opening the file for writing could change it: H2 compacts a file on closing it. */
    private Connection openToRead() throws SQLException {
        JdbcAddress readOnly = with(path, ";ACCESS_MODE_DATA=r;TRACE_LEVEL_FILE=0");
        return DriverManager.getConnection(readOnly.url(), readOnly.username(), readOnly.password());
    }

    JdbcAddress beingMade() {
        return with(newPath(), "");
    }

    /** Restricts the database file, and the files that H2 puts beside it, to our user. */
    void makePrivate() {
        Stream.of(".mv.db", ".trace.db", ".new.lock", ".new.mv.db", ".new.zip")
                .map(end -> Path.of(path + end))
                .forEach(PrivateFiles::closeFile);
    }

    /** Claims the right to make or replace the file. Empty: another process has it. */
    Optional<FileLockHandle> tryHold() {
        return FileLockHandle.tryHold(Path.of(newPath() + ".lock"));
    }

    /** Removes the unfinished files of a killed process. */
    void discardUnfinished() {
        discard(file(newPath()));
        discard(backup());
    }

    /** Copies the open database to the temporary file name. */
    void copy(DataSource open) {
        JdbcClient.create(open)
                .sql("backup to '" + backup().toString().replace("'", "''") + "'")
                .update();
        makePrivate();
        // The only entry of the zip file is the database file.
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(backup()))) {
            zip.getNextEntry();
            Files.copy(zip, file(newPath()));
            makePrivate();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        discard(backup());
    }

    void putInPlace() {
        try {
            Files.move(file(newPath()), file(path), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path backup() {
        return Path.of(newPath() + ".zip");
    }

    private JdbcAddress with(String otherPath, String setting) {
        return new JdbcAddress(prefix + otherPath + settings + setting, address.username(), address.password());
    }

    private String newPath() {
        return path + ".new";
    }

    private static Path file(String path) {
        return Path.of(path + ".mv.db");
    }
}
