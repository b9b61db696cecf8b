package io.serviceping.definition.sql;

import static net.sf.jsqlparser.parser.CCJSqlParserConstants.*;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.sf.jsqlparser.parser.Token;

/**
 * The names by which a metric's SQL could reach something that a database has of its own; all in lower case.
 *
 * @param called what is called without a schema
 * @param members what follows a dot: a function of one row can be called like that row's column
 * @param words every word, types among them
 * @param operators every operator
 */
public record SqlNames(Set<String> called, Set<String> members, Set<String> words, Set<String> operators) {
    /** Operators that a database looks up for words such as LIKE, IN or BETWEEN. */
    private static final Set<String> BEHIND_WORDS =
            Set.of("=", "<>", "<", ">", "<=", ">=", "~~", "~~*", "!~~", "!~~*", "~", "||", "-", "+");

    public SqlNames {
        called = Set.copyOf(called);
        members = Set.copyOf(members);
        words = Set.copyOf(words);
        operators = Set.copyOf(operators);
    }

    /** The names in SQL that was checked when its definition was read; a window may have been added since. */
    public static SqlNames of(String sql) {
        List<Token> tokens;
        try {
            tokens = SqlTokens.of(sql, SqlPosition.of(sql));
        } catch (InvalidSelectException e) {
            throw new IllegalStateException("SQL that was checked once is not readable: " + e.getMessage(), e);
        }
        Set<String> members = new HashSet<>();
        Set<String> words = new HashSet<>();
        Set<String> operators = new HashSet<>(BEHIND_WORDS);
        StringBuilder operator = new StringBuilder();
        for (int i = 0; i < tokens.size() - 1; i++) {
            Token token = tokens.get(i);
            if (FunctionRules.canName(token)) {
                words.add(SqlWord.name(token));
                if (i > 0 && tokens.get(i - 1).image.equals(".")) {
                    members.add(SqlWord.name(token));
                }
            }
            // The parser splits some operators, which are one to the database when nothing stands between.
            if (isOperator(token)) {
                operator.append(token.image);
                operators.add(token.image);
                operators.add(operator.toString());
            }
            if (!isOperator(token) || token.absoluteEnd != tokens.get(i + 1).absoluteBegin) {
                operator.setLength(0);
            }
        }
        return new SqlNames(FunctionRules.called(tokens), members, words, operators);
    }

    private static boolean isOperator(Token token) {
        return token.kind != S_CHAR_LITERAL && token.image.chars().allMatch(c -> "+-*/<>=~!@#%^&|`?".indexOf(c) >= 0);
    }
}
