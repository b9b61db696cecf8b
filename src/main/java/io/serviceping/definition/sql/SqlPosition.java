package io.serviceping.definition.sql;

import net.sf.jsqlparser.parser.CCJSqlParserConstants;
import net.sf.jsqlparser.parser.Token;

/** Converts a position in the parsed text to one in the SQL as given, which may begin with blank lines. */
record SqlPosition(int linesBefore) {
    static SqlPosition of(String sql) {
        int start = sql.length() - sql.stripLeading().length();
        return new SqlPosition((int) sql.substring(0, start)
                .chars()
                .filter(character -> character == '\n')
                .count());
    }

    InvalidSelectException at(Token token, String message) {
        return at(token, message, false);
    }

    InvalidSelectException tooLarge(Token token, String message) {
        return at(token, message, true);
    }

    private InvalidSelectException at(Token token, String message, boolean tooLarge) {
        int line = linesBefore + Math.max(1, token.beginLine);
        String place = token.kind == CCJSqlParserConstants.EOF
                ? "at the end"
                : "at line " + line + ", column " + token.beginColumn;
        return new InvalidSelectException(message + " (" + place + " of the SQL)", line, tooLarge);
    }

    InvalidSelectException atStart(String message) {
        return new InvalidSelectException(message, linesBefore + 1, false);
    }

    InvalidSelectException tooLarge(String message) {
        return new InvalidSelectException(message, linesBefore + 1, true);
    }
}
