package io.serviceping.plan.query;

import io.serviceping.definition.sql.SqlTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.parser.CCJSqlParserConstants;
import net.sf.jsqlparser.parser.Token;

/**
 * The words of a statement. The syntax tree has many places for text that changes a meaning. So whatever was understood
 * is written again and must have the same words as the author's text.
 */
final class TokenSequence {
    /** Words without effect wherever our parser accepts them. */
    private static final Set<String> NOISE = Set.of("as", "inner", "outer");

    private static final Map<String, String> SYNONYMS =
            Map.of("!=", "<>", "isnull", "is null", "notnull", "is not null");

    private final List<String> all = new ArrayList<>();
    private boolean hinted;

    private TokenSequence() {}

    static TokenSequence of(String sql) {
        TokenSequence words = new TokenSequence();
        List<Token> tokens = SqlTokens.ofChecked(sql);
        tokens.subList(0, tokens.size() - 1).forEach(words::add);
        return words;
    }

    /** Whether a comment is an optimizer hint. */
    boolean isHinted() {
        return hinted;
    }

    long count(String word) {
        return all.stream().filter(word::equals).count();
    }

    /** The first word that differs from the other text. Empty: all words are the same. */
    String firstMissingFrom(TokenSequence other) {
        for (int i = 0; i < all.size(); i++) {
            if (i >= other.all.size() || !all.get(i).equals(other.all.get(i))) {
                return all.get(i);
            }
        }
        return other.all.size() == all.size() ? "" : other.all.get(all.size());
    }

    private void add(Token token) {
        for (Token comment = token.specialToken; comment != null; comment = comment.specialToken) {
            hinted |= comment.image.startsWith("/*+") || comment.image.startsWith("--+");
        }
        if (token.kind == CCJSqlParserConstants.S_CHAR_LITERAL
                || token.kind == CCJSqlParserConstants.S_QUOTED_IDENTIFIER) {
            all.add(token.image);
            return;
        }
        String word = token.image.toLowerCase(Locale.ROOT);
        // Some words of our parser are several SQL words, with any space between them.
        for (String part :
                SYNONYMS.getOrDefault(word, word).replaceAll("\\s+", " ").split(" ", -1)) {
            if (!NOISE.contains(part)) {
                all.add(part);
            }
        }
    }
}
