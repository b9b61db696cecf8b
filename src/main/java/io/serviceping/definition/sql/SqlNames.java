package io.serviceping.definition.sql;

import static net.sf.jsqlparser.parser.CCJSqlParserConstants.*;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.parser.Token;

/**
 * The names by which a metric's SQL could refer to user-defined objects of a database; all in lower case.
 *
 * @param called functions called without a schema
 * @param members names after a dot: PostgreSQL can call a function of one row like a column of that row
 * @param words every word, types included
 * @param rows every word that could mean the type of a table's rows, or its rows as values; {@code *} if any table
 *     could be meant
 * @param operators every operator, including those that a database looks up for a word such as LIKE
 */
public record SqlNames(
        Set<String> called, Set<String> members, Set<String> words, Set<String> rows, Set<String> operators) {
    private static final Set<String> COMPARISONS = Set.of("=", "<>", "<", ">", "<=", ">=");

    /** Words for which a database looks up operators, to sort, to group or to compare. */
    private static final Set<String> COMPARING = Set.of(
            "in between case nullif distinct group order partition union intersect except using natural greatest least"
                    .split(" "));

    /** Known functions that compare array elements or their arguments. */
    private static final Set<String> COMPARING_FUNCTIONS = Set.of(
            "array_position array_positions array_remove array_replace array_sort width_bucket max min mode cycle search"
                    .split(" "));

    private static final Map<String, Set<String>> MATCHING = Map.of(
            "like", Set.of("~~", "!~~"),
            "ilike", Set.of("~~*", "!~~*"),
            "similar", Set.of("~", "!~"));

    public SqlNames {
        called = Set.copyOf(called);
        members = Set.copyOf(members);
        words = Set.copyOf(words);
        rows = Set.copyOf(rows);
        operators = Set.copyOf(operators);
    }

    /** The names in SQL that was already checked; a window may have been added since. */
    public static SqlNames of(String sql) {
        List<Token> tokens = SqlTokens.ofChecked(sql);
        Set<String> members = new HashSet<>();
        Set<String> words = new HashSet<>();
        for (int i = 0; i < tokens.size() - 1; i++) {
            Token token = tokens.get(i);
            if (SqlWord.canName(token)) {
                words.add(SqlWord.name(token));
                if (i > 0 && tokens.get(i - 1).image.equals(".")) {
                    members.add(SqlWord.name(token));
                }
            }
        }
        Set<String> operators = operators(tokens);
        TokenRow row = new TokenRow(tokens);
        words.forEach(word -> operators.addAll(behind(word)));
        return new SqlNames(FunctionRules.called(row), members, words, RowNames.of(row), operators);
    }

    /** Whether the SQL has this word or operator. */
    public boolean has(String name) {
        return words.contains(name) || operators.contains(name);
    }

    /** Whether the SQL could read this column of this table or view. */
    public boolean reads(String table, String column) {
        return words.contains(table) && (words.contains(column) || rows.contains(table) || rows.contains("*"));
    }

    private static Set<String> operators(List<Token> tokens) {
        Set<String> operators = new HashSet<>();
        StringBuilder operator = new StringBuilder();
        for (int i = 0; i < tokens.size() - 1; i++) {
            Token token = tokens.get(i);
            // The parser splits some operators. For a database, adjacent operator characters are one operator.
            if (isOperator(token)) {
                operator.append(token.image);
                operators.add(token.image.equals("!=") ? "<>" : token.image);
                operators.add(operator.toString());
            }
            if (!isOperator(token) || token.absoluteEnd != tokens.get(i + 1).absoluteBegin) {
                operator.setLength(0);
            }
        }
        return operators;
    }

    private static Set<String> behind(String word) {
        return COMPARING.contains(word) || COMPARING_FUNCTIONS.contains(word)
                ? COMPARISONS
                : MATCHING.getOrDefault(word, Set.of());
    }

    private static boolean isOperator(Token token) {
        return token.kind != S_CHAR_LITERAL && token.image.chars().allMatch(c -> "+-*/<>=~!@#%^&|`?".indexOf(c) >= 0);
    }
}
