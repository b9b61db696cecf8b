package io.serviceping.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of an H2 state database. It is made under another name and put in place when it has its tables, so that a
 * file without tables is a damaged one, not one whose making was cut short.
 */
record H2File(StateAddress address, String prefix, String path, String settings) {
    /** Neither in memory nor of a server: those have a scheme of more than one letter. */
    private static final Pattern URL =
            Pattern.compile("(jdbc:h2:(?:file:)?)((?![a-zA-Z]{2,}:)[^~;][^;]*)(;.*)?", Pattern.DOTALL);

    /** The file, or empty where the address names none. */
    static Optional<H2File> of(StateAddress address) {
        Matcher url = URL.matcher(address.url());
        return url.matches()
                ? Optional.of(new H2File(address, url.group(1), url.group(2), url.group(3) == null ? "" : url.group(3)))
                : Optional.empty();
    }

    boolean exists() {
        return Files.exists(file(path));
    }

    StateAddress readOnly() {
        return with(path, ";ACCESS_MODE_DATA=r;TRACE_LEVEL_FILE=0");
    }

    StateAddress beingMade() {
        return with(newPath(), "");
    }

    void putInPlace() {
        try {
            Files.move(file(newPath()), file(path));
        } catch (FileAlreadyExistsException e) {
            // Another process was faster; its file is ours.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StateAddress with(String otherPath, String setting) {
        return new StateAddress(prefix + otherPath + settings + setting, address.username(), address.password());
    }

    private String newPath() {
        return path + ".new";
    }

    private static Path file(String path) {
        return Path.of(path + ".mv.db");
    }
}
