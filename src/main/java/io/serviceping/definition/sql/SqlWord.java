package io.serviceping.definition.sql;

import static net.sf.jsqlparser.parser.CCJSqlParserConstants.*;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import net.sf.jsqlparser.parser.Token;

/** The meaning of a token as a name, if all databases read the same name. */
final class SqlWord {
    /** Only ASCII: databases differ in the lower case of other letters, and some of those become ASCII. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*");

    private static final Set<Integer> VALUES = Set.of(S_CHAR_LITERAL, S_LONG, S_DOUBLE, S_HEX);
    private static final Pattern QUOTED = Pattern.compile("\"([a-z_][a-z0-9_$]*|[A-Z_][A-Z0-9_$]*)\"");

    private SqlWord() {}

    /** Whether the token is a name of ASCII letters; if quoted, all of one case. */
    static boolean isName(Token token) {
        return token.kind == S_QUOTED_IDENTIFIER
                ? QUOTED.matcher(token.image).matches()
                : PLAIN.matcher(token.image).matches();
    }

    /** Whether some database could read the token as a name. */
    static boolean canName(Token token) {
        return !VALUES.contains(token.kind)
                && (token.image.startsWith("\"")
                        || token.image.chars().anyMatch(c -> Character.isLetter(c) || c == '_'));
    }

    /** The name in lower case, without quotes. */
    static String name(Token token) {
        return token.image.replace("\"", "").toLowerCase(Locale.ROOT);
    }
}
