package io.serviceping.settings;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The allowed JDBC URLs: PostgreSQL and H2, without a password. Files are relative to the home folder. */
final class JdbcUrl {
    private static final Pattern SUPPORTED = Pattern.compile("jdbc:(postgresql|h2):.+", Pattern.DOTALL);
    private static final Pattern PASSWORD =
            Pattern.compile("[?&;][^=&;]*password\\s*=|//[^/?;]*@", Pattern.CASE_INSENSITIVE);
    private static final Pattern H2_FILE =
            Pattern.compile("jdbc:h2:(?:file:)?(?<path>(?![a-zA-Z]{2,}:)[^~;][^;]*)(?<parameters>;.*)?");
    private static final Pattern SCHEME = Pattern.compile("jdbc:[a-zA-Z0-9]+:");

    private JdbcUrl() {}

    static String read(String text, Path home) {
        if (!SUPPORTED.matcher(text).matches()) {
            throw new IllegalArgumentException();
        }
        if (PASSWORD.matcher(text).find()) {
            throw new BadValueException("must not carry a password: use password-file");
        }
        Matcher file = H2_FILE.matcher(text);
        if (!file.matches()) {
            return text;
        }
        String parameters = file.group("parameters");
        return "jdbc:h2:file:" + home.resolve(file.group("path")).normalize() + (parameters == null ? "" : parameters);
    }

    /** The scheme, the only part of an invalid URL that a message may show. */
    static String shown(String text) {
        Matcher scheme = SCHEME.matcher(text);
        return scheme.lookingAt() ? scheme.group() + "…" : "(hidden)";
    }

    static boolean isH2(String url) {
        return url.startsWith("jdbc:h2:");
    }

    static String withoutParameters(String url) {
        return url.replaceFirst("[?;].*", "");
    }
}
