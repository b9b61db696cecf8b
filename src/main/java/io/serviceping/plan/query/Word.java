package io.serviceping.plan.query;

import java.util.ArrayList;
import java.util.List;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParserConstants;
import net.sf.jsqlparser.parser.StringProvider;
import net.sf.jsqlparser.parser.Token;

/**
 * A token of SQL text: a word, a whole literal or an operator, but not a comment.
 *
 * @param begin index of its first character
 * @param end index after its last character
 */
public record Word(String text, int begin, int end) {
    public static List<Word> of(String sql) {
        CCJSqlParser parser = new CCJSqlParser(new StringProvider(sql));
        List<Word> words = new ArrayList<>();
        for (Token token = parser.getNextToken();
                token.kind != CCJSqlParserConstants.EOF;
                token = parser.getNextToken()) {
            words.add(new Word(token.image, token.absoluteBegin - 1, token.absoluteEnd - 1));
        }
        return words;
    }

    /** The tokens outside of parentheses, and the outermost parentheses themselves. */
    public static List<Word> outermostOf(String sql) {
        List<Word> outermost = new ArrayList<>();
        int depth = 0;
        for (Word word : of(sql)) {
            depth -= word.text.equals(")") ? 1 : 0;
            if (depth == 0) {
                outermost.add(word);
            }
            depth += word.text.equals("(") ? 1 : 0;
        }
        return outermost;
    }
}
