package io.serviceping.definition.sql;

import io.serviceping.definition.sql.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses what no metric may contain at any depth. The rules check tokens, because a visitor of the syntax tree can
 * miss one of its dozens of places for a statement. Spellings that databases read differently are refused as well.
 */
final class TokenRules {
    private static final Set<String> WRITING = Set.of("insert", "update", "delete", "merge");

    /** Tokens after which such a word is a column or a function. */
    private static final Set<String> AFTER_A_NAME = Set.of("(", ")", ",", ".");

    /** Some databases accept these without brackets after a sequence's name and a dot. */
    private static final Set<String> SEQUENCE_VALUES = Set.of("nextval", "currval");

    private static final Set<String> LOCKING = Set.of("update", "share", "no", "key");
    private static final Set<String> BEGINNINGS = Set.of("select", "with", "values", "(");
    private static final int LONGEST_NAME = 63;
    private static final int FIRST_NOT_ASCII = 128;
    private static final int MOST_BYTES = 4;

    /** Operators that only look like the sign of a variable. */
    private static final Set<String> NO_VARIABLES = Set.of("@@", "<@", "^@");

    /** Editors end a line at these, databases and our parser do not: an author would see code in a comment. */
    private static final Pattern LINE_OF_EDITORS = Pattern.compile("[\\x0B\\f\\x85\\u2028\\u2029]");

    private TokenRules() {}

    /** A forbidden token and the reason. */
    record Violation(SqlToken token, String message) {}

    static boolean canBeginSelect(SqlToken token) {
        return BEGINNINGS.contains(token.lower());
    }

    /** The violations: of comments, then of tokens. */
    static List<Violation> violations(SqlScanner.Scanned sql) {
        List<Violation> found = new ArrayList<>();
        sql.comments().forEach(comment -> add(found, comment, ofComment(comment)));
        TokenRow tokens = new TokenRow(sql.tokens());
        for (int i = 0; i < tokens.size() - 1; i++) {
            SqlToken token = tokens.get(i);
            SqlToken after = tokens.get(i + 1);
            if (token.is(";") && !after.is(";") && after.kind() != Kind.END) {
                add(found, token, "must be one statement, but another one follows the semicolon");
                return found;
            }
            add(found, token, ofSpelling(token));
            add(found, token, ofBindParameter(tokens, i));
            add(found, token, ofVariable(tokens, i));
            add(found, token, ofStatement(tokens, i));
        }
        return found;
    }

    static boolean hasLineComment(SqlScanner.Scanned sql) {
        return sql.comments().stream().anyMatch(TokenRules::isLineComment);
    }

    private static boolean isLineComment(SqlToken comment) {
        return comment.text().startsWith("--");
    }

    private static void add(List<Violation> found, SqlToken token, String message) {
        if (!message.isEmpty()) {
            found.add(new Violation(token, message));
        }
    }

    private static String ofStatement(TokenRow tokens, int index) {
        SqlToken token = tokens.get(index);
        if (token.kind() == Kind.WORD
                && WRITING.contains(token.lower())
                && (tokens.is(index - 1, "(") || tokens.is(index - 1, ")"))
                && !AFTER_A_NAME.contains(tokens.lower(index + 1))) {
            return "must only read, but has " + upper(token);
        }
        if (tokens.is(index, "into")) {
            return "must only read, but has INTO: write \"INTO\" where it is a name";
        }
        if (tokens.is(index, "for") && LOCKING.contains(tokens.lower(index + 1))) {
            return "must not lock rows, but has FOR " + upper(tokens.get(index + 1));
        }
        boolean isNext = tokens.is(index, "next") && tokens.is(index + 1, "value") && tokens.is(index + 2, "for");
        boolean isOfSequence = tokens.is(index - 1, ".") && token.canName() && SEQUENCE_VALUES.contains(token.name());
        return isNext || isOfSequence || tokens.is(index, "nextval")
                ? "must only read, but asks a sequence for a value: " + (isNext ? "NEXT VALUE FOR" : token.text())
                : "";
    }

    private static String ofBindParameter(TokenRow tokens, int index) {
        SqlToken token = tokens.get(index);
        if (token.is("?")) {
            return "must not have parameters, and ? is one for the driver, also as an operator:"
                    + " use a literal, or a function such as jsonb_exists";
        }
        SqlToken after = tokens.get(index + 1);
        boolean named = token.is(":")
                && token.touches(after)
                && !isOperand(tokens, index - 1)
                && !(tokens.is(index - 1, "[") && after.kind() == Kind.NUMBER);
        return named || token.kind() == Kind.PARAMETER
                ? "must not have parameters, but has " + token.text() + (named ? after.text() : "")
                : "";
    }

    private static boolean isOperand(TokenRow tokens, int index) {
        return index >= 0
                && switch (tokens.get(index).kind()) {
                    case QUOTED_NAME, STRING, NUMBER -> true;
                    case WORD -> !SqlTokens.isKeyword(tokens.get(index));
                    default -> tokens.is(index, ")") || tokens.is(index, "]");
                };
    }

    /** An H2 variable lasts as long as its session, so one metric could read what another has set. */
    private static String ofVariable(TokenRow tokens, int index) {
        SqlToken token = tokens.get(index);
        SqlToken after = tokens.get(index + 1);
        boolean isSign = token.kind() == Kind.OPERATOR
                && token.text().endsWith("@")
                && after.canName()
                && (!NO_VARIABLES.contains(token.text()) || tokens.is(index + 2, ":="));
        return isSign
                ? "must not have variables, but has @" + after.text()
                        + ": a variable keeps its value for the next statement; for an absolute value write abs(x)"
                : "";
    }

    private static String ofSpelling(SqlToken token) {
        if (token.kind() == Kind.STRING
                && !token.text().startsWith("$$")
                && token.text().contains("\\'")) {
            return "must not have a backslash before a quote in a string:"
                    + " databases do not agree where such a string ends";
        }
        if (token.kind() == Kind.OPERATOR && token.text().contains("`")) {
            return "must not have ` quotes: write \" around a name";
        }
        if (token.kind() == Kind.OPERATOR && token.text().contains("//")) {
            return "must not have // comments, which are code to PostgreSQL: write --";
        }
        if (token.is("{") || token.is("}")) {
            return "must not have { or } outside of a string: drivers write other SQL in their place, as lower(x) for"
                    + " {fn lcase(x)}; write that SQL";
        }
        if (token.kind() == Kind.WORD && token.text().codePoints().anyMatch(TokenRules::isFolded)) {
            return "must not have a capital letter outside of ASCII without quotes, since databases do not agree on its lower"
                    + " case: write the name as the database has it, in \"";
        }
        return token.canName() && mostBytes(token.unfolded()) > LONGEST_NAME
                ? "must not have a name of more than " + LONGEST_NAME + " bytes: PostgreSQL cuts it off"
                : "";
    }

    /** PostgreSQL's lower case of a capital outside of ASCII depends on the database's encoding and locale. */
    private static boolean isFolded(int character) {
        String letter = Character.toString(character);
        return character >= FIRST_NOT_ASCII && !letter.equals(letter.toLowerCase(Locale.ROOT));
    }

    /** In any encoding of a server. */
    private static long mostBytes(String name) {
        return name.codePoints()
                .mapToLong(character -> character < FIRST_NOT_ASCII ? 1 : MOST_BYTES)
                .sum();
    }

    private static String ofComment(SqlToken comment) {
        Matcher lineEnd = LINE_OF_EDITORS.matcher(comment.text());
        if (isLineComment(comment) && lineEnd.find()) {
            return "must not have U+%04X in a -- comment: an editor may end the line there, a database does not"
                    .formatted((int) lineEnd.group().charAt(0));
        }
        boolean unclear = comment.text().startsWith("/*")
                && (comment.text().lastIndexOf("/*") > 0 || comment.text().startsWith("/*/"));
        return unclear
                ? "must not have /* within a comment, nor / right after it: drivers do not agree on its end"
                : "";
    }

    private static String upper(SqlToken token) {
        return token.text().toUpperCase(Locale.ROOT);
    }
}
