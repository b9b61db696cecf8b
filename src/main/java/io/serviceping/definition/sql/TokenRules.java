package io.serviceping.definition.sql;

import static net.sf.jsqlparser.parser.CCJSqlParserConstants.*;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.sf.jsqlparser.parser.Token;

/**
 * Refuses what no metric may contain at any depth. The rules check tokens, because a visitor of the syntax tree can
 * miss one of its dozens of places for a statement. The rules also refuse text that the parser and a database split
 * into tokens differently: a database could run a statement that the parser reads as a string.
 */
final class TokenRules {
    private static final Set<Integer> WRITING = Set.of(K_INSERT, K_UPDATE, K_DELETE, K_MERGE);

    /** Tokens after which such a word is a column or a function. */
    private static final Set<String> AFTER_A_NAME = Set.of("(", ")", ",", ".");

    /** Some databases accept these without brackets after a sequence's name and a dot. */
    private static final Set<String> SEQUENCE_VALUES = Set.of("nextval", "currval");

    private static final Set<Integer> LOCKING = Set.of(K_UPDATE, K_SHARE, K_NO, K_KEY);
    private static final Set<Integer> OPERANDS =
            Set.of(S_CHAR_LITERAL, S_IDENTIFIER, S_QUOTED_IDENTIFIER, S_LONG, S_DOUBLE, CLOSING_BRACKET);
    private static final Set<Integer> BEGINNINGS = Set.of(K_SELECT, K_WITH, K_VALUES, OPENING_BRACKET);
    private static final Set<Integer> QUOTED = Set.of(S_CHAR_LITERAL, S_QUOTED_IDENTIFIER);
    private static final int LONGEST_NAME = 63;
    private static final Pattern PLAIN_NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");
    private static final Pattern KNOWN_STRING = Pattern.compile("[EeNnBbXx]?'");

    /** The sign of a variable and the first character of its name; the operator {@code @@} does not match. */
    private static final Pattern VARIABLE = Pattern.compile("(?<!@)@[\\p{L}\\p{N}_]");

    private static final Pattern VARIABLE_SIGN = Pattern.compile("(?<![@<])@$");

    /** Editors end a line at these, databases and our parser do not: an author would see code in a comment. */
    private static final Pattern LINE_OF_EDITORS = Pattern.compile("[\\x0B\\f\\x85\\u2028\\u2029]");

    private TokenRules() {}

    /** A forbidden token and the reason. */
    record Violation(Token token, String message) {}

    static boolean canBeginSelect(Token token) {
        return BEGINNINGS.contains(token.kind);
    }

    /** The violations, in the order of the tokens. The last token is the end of the text. */
    static List<Violation> violations(List<Token> tokens) {
        List<Violation> found = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            Token before = i == 0 ? new Token(EOF, "") : tokens.get(i - 1);
            Token after = i + 1 == tokens.size() ? new Token(EOF, "") : tokens.get(i + 1);
            commentsBefore(token).forEach(comment -> add(found, comment, ofComment(comment)));
            if (token.kind == ST_SEMICOLON && after.kind != ST_SEMICOLON && after.kind != EOF) {
                add(found, token, ofSeparator(token));
                return found;
            }
            if (token.kind != EOF) {
                add(found, token, ofSpelling(token));
                add(found, token, ofEscapedName(before, token));
                add(found, token, ofBindParameter(before, token, after));
                add(found, token, ofVariable(before, token, after));
                add(found, token, ofOperatorInName(token, after));
                add(found, token, ofStatement(before, token, after));
            }
        }
        return found;
    }

    static boolean hasLineComment(List<Token> tokens) {
        return tokens.stream().flatMap(TokenRules::commentsBefore).anyMatch(TokenRules::isLineComment);
    }

    private static Stream<Token> commentsBefore(Token token) {
        return Stream.iterate(token.specialToken, Objects::nonNull, comment -> comment.specialToken);
    }

    private static boolean isLineComment(Token comment) {
        return comment.image.startsWith("--");
    }

    private static void add(List<Violation> found, Token token, String message) {
        if (!message.isEmpty()) {
            found.add(new Violation(token, message));
        }
    }

    private static String ofSeparator(Token token) {
        return token.image.strip().equals(";")
                ? "must be one statement, but another one follows the semicolon"
                : "must be one statement, but our parser takes two empty lines, or a line of only / or go,"
                        + " for the end of one: remove them";
    }

    private static String ofStatement(Token before, Token token, Token after) {
        if (WRITING.contains(token.kind)
                && (before.kind == OPENING_BRACKET || before.kind == CLOSING_BRACKET)
                && !AFTER_A_NAME.contains(after.image)) {
            return "must only read, but has " + upper(token);
        }
        if (token.kind == K_INTO) {
            return "must only read, but has INTO: write \"INTO\" where it is a name";
        }
        if (token.kind == K_FOR && LOCKING.contains(after.kind)) {
            return "must not lock rows, but has FOR " + upper(after);
        }
        if (token.kind == K_NEXTVAL || (before.image.equals(".") && SEQUENCE_VALUES.contains(SqlWord.name(token)))) {
            return "must only read, but asks a sequence for a value: " + token.image;
        }
        return "";
    }

    private static String ofBindParameter(Token before, Token token, Token after) {
        if (token.image.startsWith("?")) {
            return "must not have parameters, and ? is one for the driver, also as an operator:"
                    + " use a literal, or a function such as jsonb_exists";
        }
        boolean named = token.image.equals(":")
                && token.absoluteEnd == after.absoluteBegin
                && !OPERANDS.contains(before.kind)
                && !before.image.equals("]")
                && !(before.image.equals("[") && after.kind == S_LONG);
        return named || token.kind == S_PARAMETER
                ? "must not have parameters, but has " + token.image + (named ? after.image : "")
                : "";
    }

    /**
     * An H2 variable lasts as long as its session, so one metric could read what another has set. {@code ^@} is an
     * operator.
     */
    private static String ofVariable(Token before, Token token, Token after) {
        if (QUOTED.contains(token.kind) || before.image.equals("^")) {
            return "";
        }
        boolean signOnly = VARIABLE_SIGN.matcher(token.image).find() && SqlWord.canName(after);
        return signOnly || VARIABLE.matcher(token.image).find()
                ? "must not have variables, but has " + token.image + (signOnly ? after.image : "")
                        + ": a variable keeps its value for the next statement; for an absolute value write abs(x)"
                : "";
    }

    private static String ofSpelling(Token token) {
        boolean dollarQuoted = token.image.startsWith("$$");
        if (token.kind == S_CHAR_LITERAL && !dollarQuoted && token.image.contains("\\'")) {
            return "must not have a backslash before a quote in a string:"
                    + " databases do not agree where such a string ends";
        }
        if (token.kind == S_CHAR_LITERAL
                && !dollarQuoted
                && !KNOWN_STRING.matcher(token.image).lookingAt()) {
            return "must not have a string that begins with " + token.image.substring(0, token.image.indexOf('\'') + 1)
                    + ": not every database knows it";
        }
        if (token.image.contains("$")
                && !QUOTED.contains(token.kind)
                && token.kind != S_PARAMETER
                && !PLAIN_NAME.matcher(token.image).matches()) {
            return "must not have $ here: our parser does not know $tag$ quotes, write $$ or '";
        }
        if (token.image.startsWith("`")) {
            return "must not have ` quotes: write \" around a name";
        }
        return isTooLong(token)
                ? "must not have a name of more than " + LONGEST_NAME + " bytes: PostgreSQL cuts it off"
                : "";
    }

    private static boolean isTooLong(Token token) {
        int quotes = token.kind == S_QUOTED_IDENTIFIER ? 2 : 0;
        return SqlWord.canName(token) && token.image.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME + quotes;
    }

    /** Our parser takes {@code a#w} for one name, a database takes {@code #} for an operator. */
    private static String ofOperatorInName(Token token, Token after) {
        boolean hasOperator = token.image.contains("#") || token.image.contains("@");
        return hasOperator && !QUOTED.contains(token.kind) && after.image.equals(".") && SqlWord.canName(token)
                ? "must not have # or @ in a name: put spaces around the operator"
                : "";
    }

    /** Databases decode {@code U&"\\0061"} to another name; the parser reads it as three tokens. */
    private static String ofEscapedName(Token before, Token token) {
        return before.image.equals("&")
                        && before.absoluteEnd == token.absoluteBegin
                        && token.kind == S_QUOTED_IDENTIFIER
                ? "must not have a name with Unicode escapes (U&\"…\"): write its characters; for the operator & put a"
                        + " space before the name"
                : "";
    }

    private static String ofComment(Token comment) {
        if (!isLineComment(comment) && !comment.image.startsWith("/*")) {
            return "must not have // comments, which are code to PostgreSQL: write --";
        }
        Matcher lineEnd = LINE_OF_EDITORS.matcher(comment.image);
        if (isLineComment(comment) && lineEnd.find()) {
            return "must not have U+%04X in a -- comment: an editor may end the line there, a database does not"
                    .formatted((int) lineEnd.group().charAt(0));
        }
        boolean unclear = comment.image.startsWith("/*")
                && (comment.image.lastIndexOf("/*") > 0 || comment.image.startsWith("/*/"));
        return unclear
                ? "must not have /* within a comment, nor / right after it: drivers do not agree on its end"
                : "";
    }

    private static String upper(Token token) {
        return token.image.toUpperCase(Locale.ROOT);
    }
}
