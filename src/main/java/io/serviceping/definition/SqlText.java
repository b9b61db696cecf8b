package io.serviceping.definition;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParserConstants;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.StringProvider;
import net.sf.jsqlparser.parser.Token;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.Values;

/**
 * SQL that the {@link TokenRules} and the parser's grammar both accept.
 *
 * @param text from the first to the last token, closing semicolons left out
 */
record SqlText(Select select, String text) {
    private static final Duration LONGEST_PARSE = Duration.ofSeconds(10);
    private static final String USE_A_VIEW =
            "; if the database knows this SQL and only our parser does not, put it into a view and select from that";

    /** JSqlParser wants a thread of its own, to give up in time; a daemon, so that no JVM waits for it. */
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "sql-parser");
        thread.setDaemon(true);
        return thread;
    });

    static SqlText parse(String sql) throws InvalidSelectException {
        String stripped = sql.strip();
        SqlPlaces places = SqlPlaces.of(sql);
        List<Token> tokens = SqlTokens.of(stripped, places);
        for (TokenRules.Violation violation : TokenRules.violations(tokens)) {
            throw places.at(violation.token(), violation.message());
        }
        Token first = tokens.get(0);
        if (!TokenRules.canBeginSelect(first)) {
            throw places.at(first, notOneSelect(first));
        }
        // What the parser gets begins where the author's does, so that its lines and columns are theirs.
        int end = SqlTokens.end(tokens);
        CCJSqlParser parser = new CCJSqlParser(new StringProvider(stripped.substring(0, end)))
                .withAllowComplexParsing(true)
                .withTimeOut(LONGEST_PARSE.toMillis());
        Token beforeFirst = parser.token;
        try {
            Statement statement = CCJSqlParserUtil.parseStatement(parser, THREADS);
            if (!isOrdinary(statement)) {
                throw places.at(first, notOneSelect(first));
            }
            return new SqlText((Select) statement, stripped.substring(SqlTokens.begin(tokens), end));
        } catch (JSQLParserException e) {
            throw notUnderstood(rootOf(e), beforeFirst, places);
        }
    }

    private static boolean isOrdinary(Statement statement) {
        return statement instanceof PlainSelect
                || statement instanceof SetOperationList
                || statement instanceof ParenthesedSelect
                || statement instanceof Values;
    }

    private static String notOneSelect(Token first) {
        return first.kind == CCJSqlParserConstants.EOF || first.kind == CCJSqlParserConstants.ST_SEMICOLON
                ? "must be one SELECT, but is empty"
                : "must be one SELECT, but begins with " + first.image.toUpperCase(Locale.ROOT);
    }

    private static Throwable rootOf(Exception failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static InvalidSelectException notUnderstood(Throwable cause, Token beforeFirst, SqlPlaces places) {
        if (cause instanceof TimeoutException) {
            return places.atStart("takes the parser longer than " + LONGEST_PARSE.toSeconds() + " s" + USE_A_VIEW);
        }
        if (cause instanceof StackOverflowError) {
            return places.atStart("is nested too deeply; put parts of it into a view and select from that");
        }
        Token offending = offending(cause, beforeFirst);
        return places.at(
                offending,
                (offending.kind == CCJSqlParserConstants.EOF
                                ? "ends too early"
                                : "is not understood at '" + offending.image + "'")
                        + USE_A_VIEW);
    }

    /** Where the grammar gives up on a lookahead it blames the first word: the last one read is nearer to the fault. */
    private static Token offending(Throwable cause, Token beforeFirst) {
        boolean known = cause instanceof ParseException syntax
                && syntax.currentToken != null
                && syntax.currentToken.next != null
                && syntax.currentToken.next != beforeFirst.next;
        if (known) {
            return ((ParseException) cause).currentToken.next;
        }
        Token last = beforeFirst;
        while (last.next != null) {
            last = last.next;
        }
        return last;
    }
}
