package io.serviceping.definition.sql;

import static net.sf.jsqlparser.parser.CCJSqlParserConstants.S_QUOTED_IDENTIFIER;

import java.util.Locale;
import java.util.regex.Pattern;
import net.sf.jsqlparser.parser.Token;

/** What a token means as a name, where every database reads the same name. */
final class SqlWord {
    /** Databases do not agree on the lower case of other letters, some of which become ASCII. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*");

    private static final Pattern QUOTED = Pattern.compile("\"([a-z_][a-z0-9_$]*|[A-Z_][A-Z0-9_$]*)\"");

    private SqlWord() {}

    /** Whether it is a name of ASCII letters; quoted, in one case. */
    static boolean isName(Token token) {
        return token.kind == S_QUOTED_IDENTIFIER
                ? QUOTED.matcher(token.image).matches()
                : PLAIN.matcher(token.image).matches();
    }

    /** In lower case, without quotes. */
    static String name(Token token) {
        return token.image.replace("\"", "").toLowerCase(Locale.ROOT);
    }
}
