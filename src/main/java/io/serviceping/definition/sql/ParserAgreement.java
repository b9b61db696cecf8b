package io.serviceping.definition.sql;

import static net.sf.jsqlparser.parser.CCJSqlParserConstants.*;

import io.serviceping.definition.sql.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import net.sf.jsqlparser.parser.Token;

/**
 * Refuses SQL whose quotes, comments or end our parser sees elsewhere than PostgreSQL: the parser's tree would be that of
 * other SQL. Other tokens may differ: to the parser {@code a@>b} is a name and an operator.
 */
final class ParserAgreement {
    private static final Set<Integer> QUOTED = Set.of(S_CHAR_LITERAL, S_QUOTED_IDENTIFIER);

    private static final Pattern KNOWN = Pattern.compile("[EeNnBbXx]?['\"$]");

    private ParserAgreement() {}

    static void check(List<Token> ofParser, SqlScanner.Scanned sql, SqlPosition position)
            throws InvalidSelectException {
        for (int i = 0; i < ofParser.size() - 1; i++) {
            if (isUnusualEnd(ofParser.get(i)) && isFollowed(ofParser.get(i + 1))) {
                throw position.at(
                        ofParser.get(i),
                        "must be one statement, but our parser takes two empty lines, or a line of only / or go,"
                                + " for the end of one: remove them");
            }
        }
        checkQuotes(quotes(ofParser), sql.tokens(), position);
        if (!comments(ofParser)
                .equals(sql.comments().stream().map(SqlToken::text).toList())) {
            throw position.atStart("must not have a comment that our parser and a database end at different places:"
                    + " write -- comments, with spaces around them");
        }
    }

    private static void checkQuotes(List<Token> ofParser, List<SqlToken> tokens, SqlPosition position)
            throws InvalidSelectException {
        List<SqlToken> quoted = tokens.stream()
                .filter(token -> token.kind() == Kind.STRING || token.kind() == Kind.QUOTED_NAME)
                .toList();
        for (int i = 0; i < Math.max(quoted.size(), ofParser.size()); i++) {
            if (i < ofParser.size() && (i >= quoted.size() || !isSame(ofParser.get(i), quoted.get(i)))) {
                throw position.at(
                        ofParser.get(i),
                        "must not have quotes that begin as in " + ofParser.get(i).image
                                + ": not every database knows such quotes");
            } else if (i >= ofParser.size()) {
                throw position.at(
                        quoted.get(i), "must not have quotes here, which our parser does not take for quotes");
            }
        }
    }

    /** PostgreSQL takes the letter in {@code N'…'} for a word, our parser that in {@code U&'…'}. */
    private static boolean isSame(Token ofParser, SqlToken token) {
        String image = ofParser.image.strip();
        return KNOWN.matcher(image).lookingAt()
                && SqlTokens.begin(ofParser) + image.length() == token.end()
                && (image.endsWith(token.text()) || token.text().endsWith(image));
    }

    private static List<Token> quotes(List<Token> tokens) {
        return tokens.stream()
                .filter(token -> QUOTED.contains(token.kind) || (token.kind == S_HEX && token.image.contains("'")))
                .toList();
    }

    private static List<String> comments(List<Token> tokens) {
        List<String> comments = new ArrayList<>();
        for (Token token : tokens) {
            int place = comments.size();
            for (Token comment = token.specialToken; comment != null; comment = comment.specialToken) {
                comments.add(place, comment.image);
            }
        }
        return comments;
    }

    private static boolean isUnusualEnd(Token token) {
        return token.kind == ST_SEMICOLON && !token.image.strip().equals(";");
    }

    private static boolean isFollowed(Token next) {
        return next.kind != ST_SEMICOLON && next.kind != EOF;
    }
}
