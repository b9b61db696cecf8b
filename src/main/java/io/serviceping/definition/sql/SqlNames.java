package io.serviceping.definition.sql;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names by which a metric's SQL could refer to user-defined objects of a database; all in lower case.
 *
 * @param called functions called without a schema
 * @param members names after a dot: PostgreSQL can call a function of one row like a column of that row
 * @param words every word, types included
 * @param rows every word that could mean the type of a table's rows, or its rows as values; {@code *} if any table
 *     could be meant
 * @param operators every operator, including those that a database looks up for a word such as LIKE
 * @param hasLiterals whether a string could be the text of an array, a row or a range, which begins with a bracket
 */
public record SqlNames(
        Set<String> called,
        Set<String> members,
        Set<String> words,
        Set<String> rows,
        Set<String> operators,
        boolean hasLiterals) {
    private static final Set<String> COMPARISONS = Set.of("=", "<>", "<", ">", "<=", ">=");

    /** Words for which a database looks up operators, to sort, to group or to compare. */
    private static final Set<String> COMPARING = Set.of(
            "in between case nullif distinct group order partition union intersect except using natural greatest least"
                    .split(" "));

    /** Known functions and operators that compare array elements or their arguments. */
    private static final Set<String> COMPARING_FUNCTIONS = Set.of(("array_position array_positions array_remove"
                    + " array_replace array_sort arraycontained arraycontains arrayoverlap @> <@ && width_bucket max min"
                    + " mode cycle search")
            .split(" "));

    private static final Map<String, Set<String>> MATCHING = Map.of(
            "like", Set.of("~~", "!~~"),
            "ilike", Set.of("~~*", "!~~*"),
            "similar", Set.of("~", "!~"));

    /** PostgreSQL's own types whose texts can begin with a bracket. Parsing such a text runs nothing of a database's own. */
    private static final Set<String> BUILT_IN_TYPES =
            Set.of(("json jsonb text varchar point lseg box path polygon line circle"
                            + " tsquery int4range int8range numrange daterange tsrange tstzrange int4multirange int8multirange"
                            + " nummultirange datemultirange tsmultirange tstzmultirange")
                    .split(" "));

    /** A string, of any form, whose first character is known not to be a bracket; or one that has a type. */
    private static final Pattern WITHOUT_BRACKET = Pattern.compile(
            "[bxn]'.*|(?:e?'|[$][^$]*[$])[^\\s{(\\[\\\\'$].*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    public SqlNames {
        called = Set.copyOf(called);
        members = Set.copyOf(members);
        words = Set.copyOf(words);
        rows = Set.copyOf(rows);
        operators = Set.copyOf(operators);
    }

    /** The names in SQL that was already checked; a window may have been added since. */
    public static SqlNames of(String sql) {
        TokenRow tokens = new TokenRow(SqlScanner.ofChecked(sql, ""));
        // In some modes H2 takes # for a letter.
        TokenRow ofH2 = sql.contains("#") ? new TokenRow(SqlScanner.ofChecked(sql, "#")) : tokens;
        Set<String> called = FunctionRules.called(tokens);
        called.addAll(FunctionRules.called(ofH2));
        Set<String> words = words(tokens);
        words.addAll(words(ofH2));
        Set<String> members = new HashSet<>();
        Set<String> operators = new HashSet<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.canName(i) && tokens.is(i - 1, ".")) {
                members.add(tokens.name(i));
            } else if (tokens.get(i).kind() == SqlToken.Kind.OPERATOR && !isAll(tokens, i)) {
                operators.add(tokens.is(i, "!=") ? "<>" : tokens.get(i).text());
                operators.addAll(behind(tokens.get(i).text()));
            }
        }
        words.forEach(word -> operators.addAll(behind(word)));
        return new SqlNames(
                called,
                members,
                words,
                RowNames.of(tokens),
                operators,
                tokens.tokens().stream().anyMatch(SqlNames::isLiteral));
    }

    /**
     * The SQL with nulls of an unknown type in place of texts, so that parsing it runs nothing of the database's own:
     * PostgreSQL takes the same functions and types for it, or does not understand it. A text behind the name of a
     * built-in type stays.
     *
     * @param all whether in place of all texts, or only of {@linkplain #hasLiterals those of arrays, rows and ranges}
     */
    public static String withoutLiterals(String sql, boolean all) {
        TokenRow tokens = new TokenRow(SqlScanner.ofChecked(sql, ""));
        StringBuilder text = new StringBuilder(sql);
        for (int i = tokens.size() - 1; i >= 0; i--) {
            SqlToken token = tokens.get(i);
            if ((isLiteral(token) || (all && token.kind() == SqlToken.Kind.STRING))
                    && !isBehindBuiltInType(tokens, i)) {
                text.replace(token.begin(), token.end(), "(null::pg_catalog.unknown)");
            }
        }
        return text.toString();
    }

    /** {@code pg_catalog} is first in every search path, so that a name without a schema means the built-in type. */
    private static boolean isBehindBuiltInType(TokenRow tokens, int literal) {
        return literal > 0
                && tokens.get(literal - 1).kind() == SqlToken.Kind.WORD
                && BUILT_IN_TYPES.contains(tokens.lower(literal - 1))
                && !tokens.is(literal - 2, ".");
    }

    private static boolean isLiteral(SqlToken token) {
        return token.kind() == SqlToken.Kind.STRING
                && !WITHOUT_BRACKET.matcher(token.text()).matches();
    }

    /** Whether this is the {@code *} of {@code count(*)} or {@code select *}. */
    private static boolean isAll(TokenRow tokens, int index) {
        return tokens.is(index, "*")
                && (tokens.is(index - 1, "select") || (tokens.is(index - 1, "(") && !tokens.is(index - 2, "operator")));
    }

    /** Each in lower case, and as H2 folds it, which writes it in capitals first. */
    private static Set<String> words(TokenRow tokens) {
        return tokens.tokens().stream()
                .filter(SqlToken::canName)
                .flatMap(token -> Stream.of(
                        token.name(), token.name().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT)))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Whether the SQL has this word or operator. */
    public boolean has(String name) {
        return words.contains(name) || operators.contains(name);
    }

    /** Whether the SQL could read this column of this table or view. */
    public boolean reads(String table, String column) {
        return words.contains(table) && (words.contains(column) || rows.contains(table) || rows.contains("*"));
    }

    private static Set<String> behind(String word) {
        return COMPARING.contains(word) || COMPARING_FUNCTIONS.contains(word)
                ? COMPARISONS
                : MATCHING.getOrDefault(word, Set.of());
    }
}
