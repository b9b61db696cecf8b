package io.serviceping.definition.sql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParserConstants;
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
 * @param select the tree, possibly of a rewritten text ({@link ParserText})
 * @param text from the first to the last token, without closing semicolons
 */
record ParsedSql(Select select, String text) {
    /** Enough for {@link SqlDepth#DEEPEST}, independent of the JVM's default stack size. */
    private static final long STACK_BYTES = 64L << 20;

    private static final String USE_A_VIEW =
            "; if the database knows this SQL and only our parser does not, quote a name that is a keyword, as in \"date\", or put it"
                    + " into a view and select from that";

    /** Separate threads for the larger stack; daemons, so that the JVM can end. */
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(null, task, "sql-parser", STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    });

    /** Parses SQL that was {@linkplain SqlScanner#scan scanned}. */
    static ParsedSql parse(String sql, SqlScanner.Scanned scanned) throws InvalidSelectException {
        String stripped = sql.strip();
        SqlPosition position = SqlPosition.of(sql);
        if (scanned.tokens().size() > 3 * SqlDepth.MOST_TOKENS) {
            throw tooLong(scanned.tokens().size(), position);
        }
        for (TokenRules.Violation violation : TokenRules.violations(scanned)) {
            throw position.at(violation.token(), violation.message());
        }
        SqlToken begin = scanned.tokens().get(0);
        if (!TokenRules.canBeginSelect(begin)) {
            throw position.at(begin, notOneSelect(begin));
        }
        SqlTokens.checkSize(stripped, position);
        List<Token> tokens = SqlTokens.of(stripped, position);
        ParserAgreement.check(tokens, scanned, position);
        checkSize(tokens, position);
        // The parser's text begins where the author's does, so lines and columns are the same.
        int end = SqlTokens.end(tokens);
        String whole = stripped.substring(0, end);
        CCJSqlParser parser = parser(whole);
        Token beforeFirst = parser.token;
        Statement statement;
        try {
            statement = parsed(parser);
        } catch (JSQLParserException e) {
            Token offending = offending(rootOf(e), beforeFirst);
            statement = parsedOtherwise(whole, offending).orElseThrow(() -> notUnderstood(offending, position));
        }
        if (!isOrdinary(statement)) {
            throw position.at(begin, notOneSelect(begin));
        }
        return new ParsedSql((Select) statement, stripped.substring(begin.begin(), end));
    }

    /** Parses SQL with names and forms that only databases know, rewritten for the parser. */
    private static Optional<Statement> parsedOtherwise(String sql, Token offending) throws InvalidSelectException {
        ParserText text = new ParserText(sql, SqlTokens.of(sql, SqlPosition.of(sql)));
        Optional<Statement> some =
                text.withNamesQuotedAt(text.wordsAt(offending)).flatMap(ParsedSql::parsed);
        return some.isPresent() ? some : parsed(text.withNamesQuoted());
    }

    private static Optional<Statement> parsed(String sql) {
        try {
            return Optional.of(parsed(parser(sql)));
        } catch (JSQLParserException e) {
            return Optional.empty();
        }
    }

    /** The syntax tree of SQL that may have parameters. Empty: it cannot be parsed. */
    static Optional<Statement> statement(String sql) {
        CCJSqlParser parser = parser(sql);
        Token beforeFirst = parser.token;
        try {
            return Optional.of(parsed(parser));
        } catch (JSQLParserException e) {
            try {
                return parsedOtherwise(sql, offending(rootOf(e), beforeFirst));
            } catch (InvalidSelectException unreadable) {
                return Optional.empty();
            }
        }
    }

    private static CCJSqlParser parser(String sql) {
        return new CCJSqlParser(new StringProvider(sql)).withAllowComplexParsing(true);
    }

    /** Parses without a time limit, which a busy machine would exceed; {@link SqlDepth} bounds the work. */
    private static Statement parsed(CCJSqlParser parser) throws JSQLParserException {
        try {
            return CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return parser.Statement();
                                } catch (ParseException e) {
                                    throw new CompletionException(e);
                                }
                            },
                            THREADS)
                    .join();
        } catch (CompletionException e) {
            throw new JSQLParserException(e);
        }
    }

    private static void checkSize(List<Token> tokens, SqlPosition position) throws InvalidSelectException {
        SqlDepth.Deepest deepest = SqlDepth.deepest(tokens);
        if (deepest.levels() > SqlDepth.DEEPEST) {
            throw position.tooLarge(
                    deepest.token(),
                    "is nested too deeply: operators and keywords in a row " + deepest.operators() + ", brackets open "
                            + deepest.brackets() + ", which makes " + deepest.levels()
                            + " levels (a bracket or CASE makes "
                            + SqlDepth.BRACKET + "), and at most " + SqlDepth.DEEPEST
                            + " are taken; write IN for a chain of OR, or put parts of it into a view");
        }
        if (tokens.size() > SqlDepth.MOST_TOKENS) {
            throw tooLong(tokens.size(), position);
        }
    }

    private static InvalidSelectException tooLong(int tokens, SqlPosition position) {
        return position.tooLarge(
                "is too long: it has " + tokens + " words and signs, at most " + SqlDepth.MOST_TOKENS + " are taken");
    }

    private static boolean isOrdinary(Statement statement) {
        return statement instanceof PlainSelect
                || statement instanceof SetOperationList
                || statement instanceof ParenthesedSelect
                || statement instanceof Values;
    }

    private static String notOneSelect(SqlToken first) {
        return first.kind() == SqlToken.Kind.END || first.is(";")
                ? "must be one SELECT, but is empty"
                : "must be one SELECT, but begins with " + first.text().toUpperCase(Locale.ROOT);
    }

    private static Throwable rootOf(Exception failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static InvalidSelectException notUnderstood(Token offending, SqlPosition position) {
        return position.at(
                offending,
                (offending.kind == CCJSqlParserConstants.EOF
                                ? "ends too early"
                                : "is not understood at '" + offending.image + "'")
                        + USE_A_VIEW);
    }

    /**
     * The token with the error. If the grammar fails in a lookahead it reports the first word; the last token read is
     * then nearer to the error.
     */
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
