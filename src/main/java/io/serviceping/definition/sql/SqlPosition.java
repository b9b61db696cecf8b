package io.serviceping.definition.sql;

import net.sf.jsqlparser.parser.CCJSqlParserConstants;
import net.sf.jsqlparser.parser.Token;

/** Converts a position in the parsed text to one in the SQL as given, which may begin with blank lines. */
record SqlPosition(int linesBefore, String parsed) {
    static SqlPosition of(String sql) {
        int start = sql.length() - sql.stripLeading().length();
        return new SqlPosition((int) lines(sql.substring(0, start)), sql.strip());
    }

    private static long lines(String text) {
        return text.chars().filter(character -> character == '\n').count();
    }

    /** The place of a token of the parsed text. */
    InvalidSelectException at(SqlToken token, String message) {
        String before = parsed.substring(0, Math.min(token.begin(), parsed.length()));
        return at(
                token.kind() == SqlToken.Kind.END,
                1 + (int) lines(before),
                token.begin() - before.lastIndexOf('\n'),
                message,
                false);
    }

    InvalidSelectException at(Token token, String message) {
        return at(token, message, false);
    }

    InvalidSelectException tooLarge(Token token, String message) {
        return at(token, message, true);
    }

    private InvalidSelectException at(Token token, String message, boolean tooLarge) {
        boolean isEnd = token.kind == CCJSqlParserConstants.EOF;
        return at(isEnd, Math.max(1, token.beginLine), token.beginColumn, message, tooLarge);
    }

    private InvalidSelectException at(boolean isEnd, int parsedLine, int column, String message, boolean tooLarge) {
        int line = linesBefore + parsedLine;
        String place = isEnd ? "at the end" : "at line " + line + ", column " + column;
        return new InvalidSelectException(message + " (" + place + " of the SQL)", line, tooLarge);
    }

    InvalidSelectException atStart(String message) {
        return new InvalidSelectException(message, linesBefore + 1, false);
    }

    InvalidSelectException tooLarge(String message) {
        return new InvalidSelectException(message, linesBefore + 1, true);
    }
}
