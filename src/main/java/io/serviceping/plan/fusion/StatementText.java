package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.AggregateFunction.AccumulatorKind;
import io.serviceping.plan.query.Fragment;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.query.Source;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The SQL of a candidate. An inner SELECT computes each row's cell, key, arguments and filters, with generated column
 * names; an outer SELECT aggregates them.
 */
final class StatementText {
    private static final String CELL = "sp_cell";
    private static final String TEXT = "sp_text";
    private static final String KEY = "sp_key";
    private static final String VALUE = "sp_value";
    private static final String MASK = "sp_m";

    private final StatementCandidate candidate;
    private final PlannerDialect dialect;
    private final Map<Fragment, String> arguments = new LinkedHashMap<>();
    private final Map<Fragment, String> filters = new LinkedHashMap<>();
    private final List<String> leading = new ArrayList<>();
    private final List<String> aggregates = new ArrayList<>();
    private final List<CellMask> words;

    StatementText(StatementCandidate candidate, PlannerDialect dialect) {
        this.candidate = candidate;
        this.dialect = dialect;
        this.words = CellMask.of(candidate.code().cells());
        for (StatementAggregate column : candidate.columns().keySet()) {
            if (!column.argument().isEmpty()) {
                arguments.computeIfAbsent(column.argument(), key -> "sp_a" + arguments.size());
            }
            column.filters().forEach(one -> filters.computeIfAbsent(one, key -> "sp_p" + filters.size()));
        }
        if (candidate.group().distinct().isEmpty() && hasCell()) {
            leading.add(CELL);
        }
        candidate.code().groupedBy().ifPresent(literals -> leading.add(TEXT));
        candidate.group().grouping().ifPresent(grouping -> leading.add(KEY));
        candidate.group().distinct().ifPresent(value -> leading.add(VALUE));
        candidate.columns().keySet().forEach(column -> aggregates.addAll(aggregate(column)));
    }

    /** A filter clause with a leading space; empty without conditions. */
    static String filter(Collection<String> conditions) {
        return conditions.isEmpty() ? "" : " filter (where " + String.join(" and ", conditions) + ")";
    }

    List<CellMask> words() {
        return words;
    }

    int columns() {
        return leading.size() + aggregates.size();
    }

    /** The values of the {@code ?} of {@link #head}. */
    List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(candidate.code().parameters());
        Stream.concat(arguments.keySet().stream(), filters.keySet().stream())
                .forEach(fragment -> parameters.addAll(fragment.parameters()));
        return parameters;
    }

    String head(Source source) {
        String outer = Stream.concat(leading.stream(), outputs().stream()).collect(Collectors.joining(", "));
        return (dropsValues() ? "select * from (" : "") + "select " + outer + " from (select "
                + String.join(", ", inner()) + " from " + source.from();
    }

    List<String> conditions() {
        List<String> conditions = new ArrayList<>(candidate.common().conditions());
        if (candidate.group().distinct().isPresent()
                && candidate.group().grouping().isEmpty()) {
            String argument = candidate.group().metrics().get(0).aggregate().argument();
            conditions.add("(" + argument + ") is not null");
        }
        return conditions;
    }

    String tail() {
        String groups = leading.isEmpty() ? "" : " group by " + String.join(", ", leading);
        return (computesTwice() || misleads() ? dialect.fence() : "") + ") sp" + groups + onlyFound();
    }

    boolean hasCell() {
        return candidate.code().sql(dialect).isPresent();
    }

    private String cell() {
        return hasCell() ? CELL : words.size() == 1 ? "" : "0";
    }

    private List<String> inner() {
        List<String> inner = new ArrayList<>();
        candidate.code().sql(dialect).ifPresent(cell -> inner.add(cell + " as " + CELL));
        candidate.code().groupedBy().ifPresent(literals -> inner.add(literals.expression() + " as " + TEXT));
        candidate
                .group()
                .grouping()
                .ifPresent(
                        grouping -> inner.add(dialect.textKey(grouping.expression(), grouping.type()) + " as " + KEY));
        candidate.group().distinct().ifPresent(value -> inner.add(value + " as " + VALUE));
        arguments.forEach((argument, name) -> inner.add(argument.sql() + " as " + name));
        filters.forEach((condition, name) -> inner.add("(" + condition.sql() + ") as " + name));
        return inner.isEmpty() ? List.of("1 as sp_row") : inner;
    }

    private List<String> aggregate(StatementAggregate column) {
        List<String> names = column.filters().stream().map(filters::get).toList();
        String argument = arguments.getOrDefault(column.argument(), "*");
        if (column.kind() != AccumulatorKind.SET) {
            return List.of(column.kind().call(argument) + filter(names));
        }
        return candidate.group().distinct().isEmpty()
                ? List.of(dialect.packed(argument) + filter(names))
                : words.stream()
                        .map(word -> word.sql(dialect, cell(), names, words.size() == 1))
                        .toList();
    }

    /**
     * Whether a merged subquery would give the optimizer a far too high estimate of groups, such as one for each value
     * of a time column. It would then sort all rows instead of hashing a few groups, in twice the time.
     */
    private boolean misleads() {
        return leading.contains(CELL);
    }

    /** Whether a merged subquery would compute a column again for each of its uses. */
    private boolean computesTwice() {
        return RowCost.paysToComputeOnce(candidate.columns().keySet())
                || (candidate.group().distinct().isPresent() && aggregates.size() > 1 && hasCell());
    }

    /** Whether the answer leaves out values that occur in no cell. */
    private boolean dropsValues() {
        return candidate.group().distinct().isPresent()
                && (candidate.code().leavesRowsOut()
                        || candidate.columns().keySet().stream()
                                .noneMatch(column -> column.filters().isEmpty()));
    }

    private List<String> outputs() {
        return dropsValues()
                ? IntStream.range(0, aggregates.size())
                        .mapToObj(index -> aggregates.get(index) + " as " + MASK + index)
                        .toList()
                : aggregates;
    }

    /**
     * Excludes values that occur in no cell. Not with HAVING: H2 2.4 fails with an internal error when the clause repeats
     * three aggregates with filters.
     */
    private String onlyFound() {
        return dropsValues()
                ? IntStream.range(0, aggregates.size())
                        .mapToObj(index -> MASK + index + " is not null")
                        .collect(Collectors.joining(" or ", ") sp_values where ", ""))
                : "";
    }
}
