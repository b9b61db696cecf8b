package io.serviceping.definition.sql;

import java.util.ArrayList;
import java.util.List;
import net.sf.jsqlparser.parser.CCJSqlParserConstants;
import net.sf.jsqlparser.parser.CCJSqlParserTokenManager;
import net.sf.jsqlparser.parser.SimpleCharStream;
import net.sf.jsqlparser.parser.StringProvider;
import net.sf.jsqlparser.parser.Token;
import net.sf.jsqlparser.parser.TokenMgrException;

/**
 * Splits SQL into all its tokens before it is parsed. The parser alone silently ends at an open quote and after a
 * semicolon.
 */
public final class SqlTokens {
    /** Characters for whose counterpart the parser may search the whole rest of the text. */
    private static final String OPENING = "[`$";

    private static final long MOST_LOOKED_AT = 100_000_000;

    private SqlTokens() {}

    /** All tokens, the end token included. Comments are attached to the tokens after them. */
    static List<Token> of(String sql, SqlPosition position) throws InvalidSelectException {
        CCJSqlParserTokenManager manager = new CCJSqlParserTokenManager(new SimpleCharStream(new StringProvider(sql)));
        List<Token> tokens = new ArrayList<>();
        try {
            Token token;
            do {
                token = manager.getNextToken();
                tokens.add(token);
            } while (token.kind != CCJSqlParserConstants.EOF);
            return tokens;
        } catch (TokenMgrException e) {
            String message = "is a quote or a comment left open, or a character out of place?";
            if (tokens.isEmpty()) {
                throw position.atStart("cannot be read: " + message);
            }
            Token last = tokens.get(tokens.size() - 1);
            throw position.at(last, "cannot be read beyond '" + last.image + "': " + message);
        }
    }

    /** The tokens of SQL that was already checked, the end token included. */
    public static List<Token> ofChecked(String sql) {
        try {
            return of(sql, SqlPosition.of(sql));
        } catch (InvalidSelectException e) {
            throw new IllegalStateException("SQL that was checked once is not readable: " + e.getMessage(), e);
        }
    }

    /** Whether the word is a keyword of the parser, which knows those of many databases. */
    static boolean isKeyword(SqlToken word) {
        return ofChecked(word.text()).get(0).kind != CCJSqlParserConstants.S_IDENTIFIER;
    }

    /** Where each {@code ?} is, from 0. A question mark in a literal, a name or a comment is not a parameter. */
    public static List<Integer> parameters(String sql) {
        // Most SQL has no question mark, and to look for one takes less than to split the SQL.
        return sql.indexOf('?') < 0
                ? List.of()
                : SqlScanner.ofChecked(sql, "").stream()
                        .filter(token -> token.is("?"))
                        .map(SqlToken::begin)
                        .toList();
    }

    /** Where the token begins, from 0. */
    public static int begin(Token token) {
        return token.absoluteBegin - 1;
    }

    /** Where the token ends, from 0, exclusive. */
    public static int end(Token token) {
        return token.absoluteEnd - 1;
    }

    /** Refuses SQL that would take too long to split. */
    static void checkSize(String sql, SqlPosition position) throws InvalidSelectException {
        long openings = sql.chars().filter(c -> OPENING.indexOf(c) >= 0).count();
        if ((openings + 1) * sql.length() > MOST_LOOKED_AT) {
            throw position.tooLarge(
                    "is too long: it has " + sql.length() + " characters and " + openings + " of [ ` or $");
        }
    }

    /** Where the last token before the closing semicolons ends, from 0, exclusive. */
    static int end(List<Token> tokens) {
        Token last = tokens.get(0);
        for (Token token : tokens) {
            if (token.kind == CCJSqlParserConstants.ST_SEMICOLON || token.kind == CCJSqlParserConstants.EOF) {
                break;
            }
            last = token;
        }
        return end(last);
    }
}
