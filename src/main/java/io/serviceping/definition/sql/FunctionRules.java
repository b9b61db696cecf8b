package io.serviceping.definition.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Refuses every function that is not known to have no effect. Anything before an opening bracket counts as a function
 * unless it is known to be something else, so unforeseen forms are refused.
 */
final class FunctionRules {
    private static final Set<String> SOURCES = Set.of("from", "join", "lateral", ",");
    private static final Set<String> SAMPLES = Set.of("bernoulli", "system");
    private static final Set<String> QUERIES = Set.of("select", "with", "values");

    /** Views that read files of the server, or tell of its directories. */
    private static final Set<String> READING_FILES = Set.of(("pg_available_extensions pg_available_extension_versions"
                    + " pg_timezone_names pg_timezone_abbrevs pg_file_settings pg_hba_file_rules pg_ident_file_mappings"
                    + " pg_config")
            .split(" "));

    private static final String FIELD =
            ". For a column of a function in FROM, name the columns: from f(…) as a (column)";

    private final TokenRow tokens;
    private final AllowedFunctions allowed;

    private FunctionRules(TokenRow tokens, AllowedFunctions allowed) {
        this.tokens = tokens;
        this.allowed = allowed;
    }

    /** The refused calls, in the order of the tokens. */
    static List<TokenRules.Violation> violations(TokenRow tokens, AllowedFunctions allowed) {
        FunctionRules rules = new FunctionRules(tokens, allowed);
        FieldCalls fields = new FieldCalls(tokens);
        List<TokenRules.Violation> found = new ArrayList<>();
        for (int i = 1; i < tokens.size(); i++) {
            if (tokens.canName(i)
                    && READING_FILES.contains(tokens.name(i))
                    && !allowed.contains("pg_catalog", tokens.name(i))) {
                found.add(new TokenRules.Violation(
                        tokens.get(i), message("reads files of the server through ", "pg_catalog." + tokens.name(i))));
            } else if (tokens.is(i, "(") && !rules.isAllowed(i)) {
                found.add(new TokenRules.Violation(tokens.get(i - 1), message("calls ", rules.calledBefore(i))));
            } else if (fields.has(i) && !fields.isHarmless(i) && !allowed.containsName(tokens.name(i))) {
                found.add(new TokenRules.Violation(
                        tokens.get(i),
                        message(
                                        "can call, as a field of a value, ",
                                        tokens.get(i).text())
                                + FIELD));
            }
        }
        return found;
    }

    /** The names called without a schema, in lower case. */
    static Set<String> called(TokenRow tokens) {
        FunctionRules rules = new FunctionRules(tokens, AllowedFunctions.NONE);
        FieldCalls fields = new FieldCalls(tokens);
        Set<String> called = new HashSet<>();
        for (int i = 1; i < tokens.size(); i++) {
            if (tokens.is(i, "(")
                    && tokens.canName(i - 1)
                    && tokens.qualified(i - 1) == i - 1
                    && !rules.isAlias(i - 1, i)
                    && !rules.isType(i - 1)) {
                called.add(tokens.name(i - 1));
            } else if (fields.has(i)) {
                called.add(tokens.name(i));
            }
        }
        return called;
    }

    private static String message(String how, String called) {
        String name = called.replace("\"", "");
        return how + called + ", which is not among the functions known to have no effect: leave it out, or let an"
                + " admin allow it with service-ping.functions: ["
                + (name.contains(".") ? name : "schema." + name) + "]";
    }

    private boolean isAllowed(int bracket) {
        SqlToken before = tokens.get(bracket - 1);
        if (!tokens.canName(bracket - 1)) {
            return !before.is("]");
        }
        int start = tokens.qualified(bracket - 1);
        if (bracket - start == 1) {
            return isAlias(start, bracket)
                    || isType(start)
                    || (tokens.is(start - 1, "tablesample") && SAMPLES.contains(tokens.lower(start)))
                    || (before.isPlainName() && (before.isKnown() || allowed.containsName(tokens.name(start))));
        }
        return bracket - start == 3
                && before.isPlainName()
                && tokens.get(start).isPlainName()
                && (isType(start)
                        || isKnownOf(tokens.get(start).text(), before)
                        || allowed.contains(tokens.name(start), tokens.name(bracket - 1)));
    }

    private String calledBefore(int bracket) {
        StringBuilder called = new StringBuilder();
        for (int i = tokens.qualified(bracket - 1); i < bracket; i++) {
            called.append(tokens.get(i).text());
        }
        return called.toString();
    }

    private static boolean isKnownOf(String schema, SqlToken name) {
        return (schema.equalsIgnoreCase("pg_catalog") || schema.equals("\"pg_catalog\""))
                && PureFunctions.contains(name.name());
    }

    /** Whether the brackets hold a type's precision. */
    private boolean isType(int start) {
        return tokens.is(start - 1, "::");
    }

    /** Whether the name is an alias with column names: of a common table, after AS, or after a row source. */
    private boolean isAlias(int start, int bracket) {
        // OPERATOR(schema.+) can follow an alias, and names an operator outside of the search path.
        if (tokens.is(start, "operator")) {
            return false;
        }
        return tokens.is(start - 1, "as")
                || tokens.is(start - 1, "ordinality")
                || isCommonTable(start, bracket)
                || (tokens.is(start - 1, ")") && isSource(tokens.opening(start - 1)))
                || (start >= 2
                        && SOURCES.contains(tokens.lower(start - 2))
                        && tokens.get(start - 1).isOrdinaryName());
    }

    /** Whether the bracket is in FROM: after FROM, JOIN, a comma or a function's name. */
    private boolean isSource(int opening) {
        if (SOURCES.contains(tokens.lower(opening - 1))) {
            return true;
        }
        int start = opening < 1 ? 0 : tokens.qualified(opening - 1);
        return start > 0
                && SOURCES.contains(tokens.lower(start - 1))
                && tokens.get(opening - 1).kind() == SqlToken.Kind.WORD
                && !SqlTokens.isKeyword(tokens.get(opening - 1));
    }

    private boolean isCommonTable(int start, int bracket) {
        int next = tokens.closing(bracket) + 1;
        if (!(tokens.is(start - 1, "with") || tokens.is(start - 1, "recursive") || tokens.is(start - 1, ","))
                || !tokens.is(next, "as")) {
            return false;
        }
        next++;
        next += tokens.is(next, "not") ? 1 : 0;
        next += tokens.is(next, "materialized") ? 1 : 0;
        boolean query = tokens.is(next, "(");
        while (tokens.is(next, "(")) {
            next++;
        }
        return query
                && QUERIES.contains(tokens.lower(next))
                && (!tokens.is(next, "values") || tokens.is(next + 1, "("));
    }
}
