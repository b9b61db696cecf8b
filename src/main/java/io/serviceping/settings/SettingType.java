package io.serviceping.settings;

import io.serviceping.files.RegularFile;
import io.serviceping.files.UnusableFileException;
import io.serviceping.submit.http.Endpoint;
import io.serviceping.submit.http.Proxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.convert.ConversionException;
import org.springframework.util.unit.DataSize;

/**
 * The values that a setting accepts.
 *
 * @param allowed words that follow "must be"
 * @param reading converts text to a value
 * @param shown the part of a wrong text that a message may quote
 */
record SettingType<T>(String allowed, Reading<T> reading, UnaryOperator<String> shown) {
    private static final Pattern GLOB = Pattern.compile("[a-z0-9_.*]{1,255}");
    private static final Pattern FUNCTION = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*\\.[A-Za-z_][A-Za-z0-9_$]*");
    private static final Pattern HTTP = Pattern.compile("\\s*https?://", Pattern.CASE_INSENSITIVE);
    private static final Pattern LOGIN = Pattern.compile("//[^/?#]*@");
    private static final Pattern PLAIN_TEXT = Pattern.compile("(?=.*\\S)\\P{Cntrl}{1,255}");

    /**
     * Throws a {@link BadValueException} with the complete message, or another IllegalArgumentException for the usual
     * one.
     */
    @FunctionalInterface
    interface Reading<T> {
        T read(String text, Path home);
    }

    static SettingType<Boolean> truth() {
        return converted("true or false", Boolean.class, value -> true);
    }

    static SettingType<Mode> mode() {
        return new SettingType<>(
                "`on`, `local` or `off`",
                (text, home) -> Mode.of(text, List.of(Mode.values())).orElseThrow(IllegalArgumentException::new),
                text -> text);
    }

    static SettingType<Integer> wholeNumber(int least, int most) {
        return converted(
                "a whole number from " + least + " to " + most,
                Integer.class,
                value -> value >= least && value <= most);
    }

    static SettingType<Double> share() {
        return converted("a number above 0 and at most 1", Double.class, value -> value > 0 && value <= 1);
    }

    /** The bounds are written as in the configuration. */
    static SettingType<Duration> duration(String least, String most) {
        return converted(
                "a duration with its unit, from " + least + " to " + most,
                Duration.class,
                value -> value.compareTo(convert(least, Duration.class)) >= 0
                        && value.compareTo(convert(most, Duration.class)) <= 0);
    }

    static SettingType<DataSize> dataSize(String least, String most) {
        return converted(
                "a size with its unit, from " + least + " to " + most,
                DataSize.class,
                value -> value.compareTo(DataSize.parse(least)) >= 0 && value.compareTo(DataSize.parse(most)) <= 0);
    }

    static SettingType<String> text() {
        return matching("one line of text of at most 255 characters", PLAIN_TEXT);
    }

    static SettingType<String> glob() {
        return matching("key paths such as `counts.issues` or `counts.*` (a-z, 0-9, _, . and *)", GLOB);
    }

    static SettingType<String> function() {
        return matching("functions with their schema, such as `public.slug` (letters, digits, _ and $)", FUNCTION);
    }

    static SettingType<String> word(String word) {
        return matching("`" + word + "`", Pattern.compile(Pattern.quote(word)));
    }

    static SettingType<Secret> secret() {
        return new SettingType<>("text", (text, home) -> new Secret.Inline(text), text -> "(hidden)");
    }

    static SettingType<Path> path() {
        return quoted("a path", (text, home) -> home.resolve(notEmpty(text)).normalize());
    }

    static SettingType<Path> folder() {
        return existing("folder", SettingType::requireFolder);
    }

    static SettingType<Path> file() {
        return existing("readable file", path -> new RegularFile(path, RegularFile.ONE_MEGABYTE).requireReadable());
    }

    /** A file with a secret. A wrong text is not quoted: it may be the secret instead of its file. */
    static SettingType<Path> secretFile() {
        SettingType<Path> file = file();
        return new SettingType<>(file.allowed(), file.reading(), text -> "(hidden: it may be the secret itself)");
    }

    static SettingType<String> jdbcUrl() {
        return new SettingType<>("a URL that starts with jdbc:postgresql: or jdbc:h2:", JdbcUrl::read, JdbcUrl::shown);
    }

    static SettingType<URI> endpointUrl() {
        return new SettingType<>(
                "an https URL, or an http URL to localhost, 127.0.0.0/8 or [::1]",
                (text, home) -> endpoint(text),
                text -> text.contains("@") ? "(hidden)" : text.replaceFirst("[?#].*", "…"));
    }

    /** Not quoted: who knows the URL may report in our name. */
    static SettingType<URI> pingUrl() {
        SettingType<URI> url = endpointUrl();
        return new SettingType<>(url.allowed(), url.reading(), text -> "(hidden)");
    }

    static SettingType<Path> textfile() {
        return quoted("a path that ends in .prom: node_exporter reads no other file", (text, home) -> {
            if (!text.endsWith(".prom") || text.endsWith("/.prom")) {
                throw new IllegalArgumentException();
            }
            return home.resolve(text).normalize();
        });
    }

    static SettingType<String> proxyUrl() {
        return new SettingType<>(
                "an http URL with host and port, such as http://proxy.example:3128",
                (text, home) -> proxy(text),
                text -> text.contains("@") ? "(hidden)" : text);
    }

    private static String proxy(String text) {
        if (text.contains("@")) {
            throw new BadValueException(
                    "must not carry a user or password: use proxy.username and proxy.password-file");
        }
        try {
            Proxy.of(text, "");
        } catch (IllegalArgumentException e) {
            throw new BadValueException(String.valueOf(e.getMessage()));
        }
        return text;
    }

    private static URI endpoint(String text) {
        if (!HTTP.matcher(text).lookingAt()) {
            throw new IllegalArgumentException();
        }
        if (LOGIN.matcher(text).find()) {
            throw new BadValueException("must not carry a user or password: use token-file");
        }
        URI url;
        try {
            url = Endpoint.parsed(text);
        } catch (IllegalArgumentException e) {
            throw new BadValueException(String.valueOf(e.getMessage()));
        }
        if (!Endpoint.problems(url).isEmpty()) {
            throw new IllegalArgumentException();
        }
        return url;
    }

    private interface Look {
        void at(Path path) throws IOException;
    }

    private static void requireFolder(Path path) throws IOException {
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isDirectory()) {
                throw new NotDirectoryException(path.toString());
            }
        } catch (AccessDeniedException e) {
            throw UnusableFileException.denied(path);
        }
    }

    private static SettingType<Path> existing(String what, Look look) {
        return quoted("an existing " + what + " (relative to the home folder)", (text, home) -> {
            Path path = home.resolve(notEmpty(text)).normalize();
            try {
                look.at(path);
                return path;
            } catch (UnusableFileException e) {
                throw new BadValueException(e);
            } catch (IOException e) {
                throw new IllegalArgumentException(e);
            }
        });
    }

    private static SettingType<String> matching(String allowed, Pattern pattern) {
        return quoted(allowed, (text, home) -> {
            if (!pattern.matcher(text).matches()) {
                throw new IllegalArgumentException();
            }
            return text;
        });
    }

    private static <T> SettingType<T> converted(String allowed, Class<T> type, Predicate<T> inRange) {
        return quoted(allowed, (text, home) -> {
            T value = convert(text, type);
            if (!inRange.test(value)) {
                throw new IllegalArgumentException();
            }
            return value;
        });
    }

    private static <T> T convert(String text, Class<T> type) {
        @Nullable T value;
        try {
            value = ApplicationConversionService.getSharedInstance().convert(text, type);
        } catch (ConversionException e) {
            throw new IllegalArgumentException(e);
        }
        if (value == null) {
            throw new IllegalArgumentException();
        }
        return value;
    }

    private static <T> SettingType<T> quoted(String allowed, Reading<T> reading) {
        return new SettingType<>(allowed, reading, UnaryOperator.identity());
    }

    private static String notEmpty(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException();
        }
        return text;
    }
}
