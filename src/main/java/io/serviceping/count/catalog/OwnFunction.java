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
 * @param whenParsed whether the function can run while a statement with a literal is parsed
 * @param object in words, what makes the server call the function; empty if the names say so
 */
record OwnFunction(
        Way way,
        Set<String> names,
        String schema,
        String function,
        Set<String> met,
        boolean whenParsed,
        String object) {
    enum Way {
        CALL("calls "),
        MEMBER("calls, like a column, "),
        OPERATOR("has an operator whose function is "),
        TYPE("has a type whose casts or checks call "),
        DOMAIN("has a domain whose check is not known to have no effect, "),
        TRIGGER("reads a table with the trigger "),
        LINK("reads the foreign table "),
        KEY("reads a partitioned table whose key calls "),
        PLANNED("reads a table for which the planner can call "),
        /** By what the body of a function calls, which the planner puts in the place of the function. */
        INLINED("reads a table for which the planner can run the body of "),
        /** By the type of a table's rows. */
        ROW("makes rows of a table with a type whose casts or checks call "),
        /** By a function or operator that takes or returns such a type. */
        HANDLED("calls a function or an operator with a type whose casts or checks call "),
        /** By an implicit cast. */
        MET("reads a type whose casts or checks can call "),
        /** By a cast that runs nothing of the database's own, but can give an expression another meaning. */
        TEXT("makes a value of another's text with ");

        private final String words;

        Way(String words) {
            this.words = words;
        }
    }

    OwnFunction {
        names = Set.copyOf(names);
        met = Set.copyOf(met);
    }

    /** A function of PostgreSQL's own. */
    static OwnFunction builtIn(String name) {
        return new OwnFunction(Way.CALL, Set.of(name), "pg_catalog", name, Set.of(), false, "");
    }

    boolean isMeantBy(SqlNames sql) {
        return isNamedBy(sql) && (met.isEmpty() || met.stream().anyMatch(word -> canBeMet(word, sql)));
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
            case TYPE, DOMAIN, TRIGGER, LINK, KEY, PLANNED, INLINED -> hasAny(sql.words());
            case ROW -> hasAny(sql.rows());
            case HANDLED -> hasAny(sql.called()) || hasAny(sql.members()) || hasAny(sql.operators());
            case MET, TEXT -> true;
        };
    }

    private boolean hasAny(Set<String> words) {
        return !Collections.disjoint(names, words);
    }

    String what() {
        return way.words + schema + "." + function + (object.isEmpty() ? "" : " (" + object + ")");
    }

    String whose() {
        if (way == Way.LINK) {
            return ", for which another server can run anything";
        }
        if (way == Way.TEXT) {
            return ", by a cast of the database's own";
        }
        return isBuiltIn()
                ? ", which is not among the functions known to have no effect"
                : ", which is of the database's own";
    }

    String remedy() {
        return switch (way) {
            case LINK -> "read a copy, such as a materialized view";
            case INLINED -> "give it a search_path of its own, so that it keeps its place";
            default -> "leave it out";
        };
    }

    boolean hasNoEffect() {
        return way == Way.TEXT;
    }

    private boolean isBuiltIn() {
        return way == Way.CALL && schema.equals("pg_catalog");
    }

    boolean shadowsBuiltIn() {
        return way == Way.CALL && !isBuiltIn() && names.contains(function);
    }
}
