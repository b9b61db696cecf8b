package io.serviceping.count.catalog;

import io.serviceping.definition.sql.SqlNames;
import java.util.Collections;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A function that is not built in, and one way to call it.
 *
 * @param names in lower case, each of which calls the function: its own name, an operator, or the type of a cast or a
 *     domain
 * @param met in lower case, the words that can bring a value of the function's type into a metric's SQL; without one
 *     of them the function is not called. A word is a type, a function, or a table and its column with a line break
 *     between them. Empty: the function can be called without any
 * @param inTree the numbers, one of which is in the {@link ParseTree} of every statement that calls the function in this
 *     way. Empty: it can be called without
 */
record OwnFunction(Way way, Set<String> names, String schema, String function, Set<String> met, Set<String> inTree) {
    private static final Set<String> OF_SHARED_SCANS = Set.of("= <> < <= > >= + - * / & | << ||".split(" "));

    enum Way {
        CALL("calls "),
        MEMBER("calls, like a column, "),
        OPERATOR("has an operator whose function is "),
        TYPE("has a type whose casts or checks call "),
        /** By the type of a table's rows. */
        ROW("makes rows of a table with a type whose casts or checks call "),
        /** By a function or operator that takes or returns such a type. */
        HANDLED("calls a function or an operator with a type whose casts or checks call "),
        /** By an implicit cast. */
        MET("reads a type whose casts or checks can call ");

        private final String words;

        Way(String words) {
            this.words = words;
        }
    }

    OwnFunction {
        names = Set.copyOf(names);
        met = Set.copyOf(met);
        inTree = Set.copyOf(inTree);
    }

    boolean isMeantBy(SqlNames sql) {
        return isNamedBy(sql) && (met.isEmpty() || met.stream().anyMatch(word -> canBeMet(word, sql)));
    }

    /** Whether the parse tree shows if a statement calls the function in this way. */
    boolean isShownByTree() {
        return !inTree.isEmpty();
    }

    /** Whether the SQL of shared scans, which casts and compares values of built-in types, could call the function. */
    boolean canBeInSharedScans() {
        return isShownByTree()
                && (way == Way.TYPE || way == Way.MET || (way == Way.OPERATOR && hasAny(OF_SHARED_SCANS)));
    }

    /** Whether a statement whose parse tree has these numbers can call the function. */
    boolean canBeIn(Set<String> numbers) {
        return inTree.isEmpty() || !Collections.disjoint(inTree, numbers);
    }

    /** A name can contain line breaks too. */
    private static boolean canBeMet(String word, SqlNames sql) {
        return sql.has(word)
                || IntStream.range(0, word.length())
                        .filter(end -> word.charAt(end) == '\n')
                        .anyMatch(end -> sql.reads(word.substring(0, end), word.substring(end + 1)));
    }

    private boolean isNamedBy(SqlNames sql) {
        return switch (way) {
            case CALL -> hasAny(sql.called());
            case MEMBER -> hasAny(sql.members());
            case OPERATOR -> hasAny(sql.operators());
            case TYPE -> hasAny(sql.words());
            case ROW -> hasAny(sql.rows());
            case HANDLED -> hasAny(sql.called()) || hasAny(sql.members()) || hasAny(sql.operators());
            case MET -> true;
        };
    }

    private boolean hasAny(Set<String> words) {
        return !Collections.disjoint(names, words);
    }

    String what() {
        return way.words + schema + "." + function;
    }

    boolean shadowsBuiltIn() {
        return way == Way.CALL && names.contains(function);
    }
}
