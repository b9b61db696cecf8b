package io.serviceping.definition;

import java.time.Duration;
import java.util.ArrayList;
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
import net.sf.jsqlparser.parser.TokenMgrException;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.Values;

/**
 * SQL that the parser's grammar and the {@link TokenRules} both accept.
 *
 * @param text from the first to the last token, closing semicolons left out
 */
record SqlText(Select select, String text) {
    private static final Duration LONGEST_PARSE = Duration.ofSeconds(10);

    /** JSqlParser wants a thread of its own, to give up in time; a daemon, so that no JVM waits for it. */
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "sql-parser");
        thread.setDaemon(true);
        return thread;
    });

    static SqlText parse(String sql) throws InvalidSelectException {
        String stripped = sql.strip();
        SqlPlaces places = SqlPlaces.of(sql);
        CCJSqlParser parser = new CCJSqlParser(new StringProvider(stripped))
                .withAllowComplexParsing(true)
                .withTimeOut(LONGEST_PARSE.toMillis());
        Token beforeFirst = parser.token;
        try {
            Statement statement = CCJSqlParserUtil.parseStatement(parser, THREADS);
            readToTheEnd(parser);
            List<Token> tokens = tokensAfter(beforeFirst);
            refuse(TokenRules.violations(tokens), places);
            if (!isOrdinary(statement)) {
                throw places.at(tokens.get(0), notOneSelect(tokens.get(0)));
            }
            return new SqlText((Select) statement, textOf(stripped, tokens));
        } catch (JSQLParserException | TokenMgrException e) {
            List<Token> tokens = tokensAfter(beforeFirst);
            refuse(TokenRules.violations(tokens), places);
            throw notUnderstood(e, tokens, places);
        }
    }

    private static void readToTheEnd(CCJSqlParser parser) {
        while (parser.getNextToken().kind != CCJSqlParserConstants.EOF) {
            // The grammar stops at a semicolon and leaves unread what follows: the rules have to see it.
        }
    }

    private static List<Token> tokensAfter(Token beforeFirst) {
        List<Token> tokens = new ArrayList<>();
        for (Token token = beforeFirst.next; token != null; token = token.next) {
            tokens.add(token);
            if (token.kind == CCJSqlParserConstants.EOF) {
                break;
            }
        }
        return tokens;
    }

    private static void refuse(List<TokenRules.Violation> violations, SqlPlaces places) throws InvalidSelectException {
        if (!violations.isEmpty()) {
            throw places.at(violations.get(0).token(), violations.get(0).message());
        }
    }

    private static boolean isOrdinary(Statement statement) {
        return statement instanceof PlainSelect
                || statement instanceof SetOperationList
                || statement instanceof ParenthesedSelect
                || statement instanceof Values;
    }

    private static String textOf(String sql, List<Token> tokens) {
        Token last = tokens.get(0);
        for (Token token : tokens) {
            if (token.kind == CCJSqlParserConstants.ST_SEMICOLON || token.kind == CCJSqlParserConstants.EOF) {
                break;
            }
            last = token;
        }
        return sql.substring(tokens.get(0).absoluteBegin - 1, last.absoluteEnd - 1);
    }

    private static String notOneSelect(Token first) {
        return first.kind == CCJSqlParserConstants.EOF || first.kind == CCJSqlParserConstants.ST_SEMICOLON
                ? "must be one SELECT, but is empty"
                : "must be one SELECT, but begins with " + first.image.toUpperCase(Locale.ROOT);
    }

    private static InvalidSelectException notUnderstood(Exception failure, List<Token> tokens, SqlPlaces places) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException) {
            return places.atStart("takes the parser longer than " + LONGEST_PARSE.toSeconds() + " s; "
                    + "put the query into a view and select from that");
        }
        if (cause instanceof StackOverflowError) {
            return places.atStart("is nested too deeply; put parts of it into a view and select from that");
        }
        Token first = tokens.isEmpty() ? new Token(CCJSqlParserConstants.EOF, "") : tokens.get(0);
        if (!TokenRules.canBeginSelect(first)) {
            return places.at(first, notOneSelect(first));
        }
        Token last = tokens.get(tokens.size() - 1);
        if (!(cause instanceof ParseException syntax)) {
            return places.at(last, "cannot be read beyond '" + last.image + "': is a quote or a comment left open?");
        }
        // Where the grammar gives up on a lookahead it blames the first word: the last one read is nearer to the fault.
        Token offending = syntax.currentToken == null || syntax.currentToken.next == null
                ? last
                : syntax.currentToken.next == first ? last : syntax.currentToken.next;
        return places.at(
                offending,
                (offending.kind == CCJSqlParserConstants.EOF
                                ? "ends too early"
                                : "is not understood at '" + offending.image + "'")
                        + "; if the database knows this SQL and only our parser does not,"
                        + " put it into a view and select from that");
    }
}
