package io.serviceping.definition.sql;

import static net.sf.jsqlparser.parser.CCJSqlParserConstants.S_QUOTED_IDENTIFIER;

import java.util.Locale;
import java.util.regex.Pattern;
import net.sf.jsqlparser.parser.Token;

/** The meaning of a token as a name, if all databases read the same name. */
final class SqlWord {
    /** Only ASCII: databases differ in the lower case of other letters, and some of those become ASCII. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*");

    private static final Pattern QUOTED = Pattern.compile("\"([a-z_][a-z0-9_$]*|[A-Z_][A-Z0-9_$]*)\"");

    private SqlWord() {}

    /** Whether the token is a name of ASCII letters; if quoted, all of one case. */
    static boolean isName(Token token) {
        return token.kind == S_QUOTED_IDENTIFIER
                ? QUOTED.matcher(token.image).matches()
                : PLAIN.matcher(token.image).matches();
    }

    /** The name in lower case, without quotes. */
    static String name(Token token) {
        return token.image.replace("\"", "").toLowerCase(Locale.ROOT);
    }
}
