package io.serviceping.definition.sql;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A word or sign of SQL, as PostgreSQL reads it.
 *
 * @param text as written
 * @param lower the same in lower case
 * @param begin where the token begins, from 0
 */
record SqlToken(Kind kind, String text, String lower, int begin) {
    SqlToken(Kind kind, String text, int begin) {
        this(kind, text, text.toLowerCase(Locale.ROOT), begin);
    }

    enum Kind {
        /** A name or a keyword. */
        WORD,
        QUOTED_NAME,
        STRING,
        NUMBER,
        /** The driver's {@code ?} or the database's {@code $1}. */
        PARAMETER,
        OPERATOR,
        /** A bracket, a comma, a dot and the like. */
        MARK,
        /** Behind the last token; the text is empty. */
        END
    }

    /** Only ASCII: databases differ in the lower case of other letters, and some of those become ASCII. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*");

    private static final Pattern QUOTED = Pattern.compile("\"([a-z_][a-z0-9_$]*|[A-Z_][A-Z0-9_$]*)\"");

    /** Where the token ends, from 0, exclusive. */
    int end() {
        return begin + text.length();
    }

    boolean is(String some) {
        return text.equals(some);
    }

    boolean canName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }

    /** Whether the token is a name of ASCII letters that all databases read alike; if quoted, all of one case. */
    boolean isPlainName() {
        return kind == Kind.QUOTED_NAME
                ? QUOTED.matcher(text).matches()
                : kind == Kind.WORD && PLAIN.matcher(text).matches();
    }

    /** Whether this can stand before an opening bracket: as a known function, as syntax or as a type. */
    boolean isKnown() {
        return PureFunctions.contains(name()) || (kind == Kind.WORD && PureFunctions.isSyntax(name()));
    }

    /** Whether this is a name that no expression can follow, unlike {@code variadic} or {@code version}. */
    boolean isOrdinaryName() {
        return kind == Kind.QUOTED_NAME || (kind == Kind.WORD && !isKnown() && !SqlTokens.isKeyword(this));
    }

    /** The name in lower case, without quotes. */
    String name() {
        return kind == Kind.QUOTED_NAME ? unfolded().toLowerCase(Locale.ROOT) : lower;
    }

    /** The name as written, without quotes. */
    String unfolded() {
        return kind == Kind.QUOTED_NAME ? text.substring(1, text.length() - 1).replace("\"\"", "\"") : text;
    }

    /** Whether the next token follows without a space or a comment. */
    boolean touches(SqlToken next) {
        return end() == next.begin;
    }
}
