package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.query.NotUnderstoodException;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.query.Shape;
import io.serviceping.plan.query.Source;
import io.serviceping.plan.scan.Asked;
import io.serviceping.plan.scan.AskedPart;
import io.serviceping.plan.scan.Finish;
import io.serviceping.plan.scan.FusedAnswer;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.FusedStatement;
import io.serviceping.plan.scan.NarrowableStatement;
import io.serviceping.plan.scan.NotFused;
import io.serviceping.plan.scan.PlannedMetric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes one scan of the metrics of one source. Metrics without and with each GROUP BY share a statement each; in it what
 * differs between them becomes cells of one GROUP BY, or filters, whichever is estimated to be cheaper. Distinct values
 * come packed in a column of it, or, where the database has no such aggregate, with masks in a statement of their own.
 */
public final class Fusion {
    private static final int MOST_COLUMNS = 200;
    private static final int LONGEST_SQL = 60_000;

    private final SqlDialect dialect;
    private final Expressions expressions;
    private final Eligibility eligibility;
    private final FormSearch forms;
    private final Guarding guarding;

    /**
     * @param expressions what is known of the source's columns
     * @param asOf where every window ends
     */
    public Fusion(SqlDialect dialect, Expressions expressions, Instant asOf) {
        this(dialect, expressions, asOf, false);
    }

    /**
     * As the other.
     *
     * @param weekly whether what is found is kept and read again for a later end
     */
    public Fusion(SqlDialect dialect, Expressions expressions, Instant asOf, boolean weekly) {
        this.dialect = dialect;
        this.expressions = expressions;
        this.eligibility = new Eligibility(dialect, expressions);
        this.forms = new FormSearch(expressions, asOf, weekly);
        this.guarding = new Guarding(dialect, expressions, asOf);
    }

    /**
     * The scan; a metric that cannot share it is named with the reason.
     *
     * @param metrics all of that source, each once
     */
    public FusedScan fuse(Source source, List<Asked> metrics) {
        List<NotFused> notFused = new ArrayList<>();
        Map<Asked, Finish> fused = new LinkedHashMap<>();
        for (Asked asked : metrics) {
            if (!asked.source().equals(source)) {
                throw new IllegalArgumentException("source must be " + source + " but was " + asked.source());
            }
            try {
                Finish finish = eligibility.finish(asked);
                fused.put(guarding.guarded(asked), finish);
            } catch (NotUnderstoodException e) {
                notFused.add(new NotFused(asked.metric(), e.getMessage()));
            }
        }
        SlotAllocation allocation = new SlotAllocation(dialect, expressions);
        Map<FusedStatement, NarrowableStatement> statements = new LinkedHashMap<>();
        List<AskedPart> parts =
                fused.keySet().stream().flatMap(asked -> asked.parts().stream()).toList();
        for (Family family : families(parts)) {
            write(source, family, allocation, statements);
        }
        Map<PlannedMetric, FusedAnswer> answers = new LinkedHashMap<>();
        fused.forEach((asked, finish) -> answers.put(asked.metric(), allocation.answer(asked, finish)));
        return new FusedScan(
                source, List.copyOf(statements.keySet()), statements, allocation.slots(), answers, notFused);
    }

    private List<Family> families(List<AskedPart> metrics) {
        Comparator<AskedPart> likeBesideLike = Comparator.comparing((AskedPart asked) ->
                        asked.shape().predicates().stream().map(Predicate::sql).collect(Collectors.joining(" and ")))
                .thenComparing(asked -> asked.metric().keyPath())
                .thenComparing(AskedPart::number);
        Map<List<String>, List<AskedPart>> alike = new LinkedHashMap<>();
        metrics.stream()
                .sorted(likeBesideLike)
                .forEach(asked -> alike.computeIfAbsent(familyOf(asked), key -> new ArrayList<>())
                        .add(asked));
        return alike.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparing(String::valueOf)))
                .map(entry -> family(entry.getValue()))
                .toList();
    }

    private List<String> familyOf(AskedPart asked) {
        return List.of(
                comesWithMasks(asked) ? asked.aggregate().argument() : "",
                asked.shape().grouping().orElse(""));
    }

    private boolean comesWithMasks(AskedPart asked) {
        return asked.countsDistinct() && !dialect.packs();
    }

    private Family family(List<AskedPart> metrics) {
        Shape first = metrics.get(0).shape();
        return new Family(
                first.grouping().map(one -> new Family.Grouping(one, expressions.typeOf(one))),
                comesWithMasks(metrics.get(0))
                        ? expressions.keyOf(first.aggregate().argument())
                        : Optional.empty(),
                dialect.packs() ? keys(metrics) : Map.of(),
                metrics);
    }

    private Map<String, String> keys(List<AskedPart> metrics) {
        Map<String, String> keys = new LinkedHashMap<>();
        metrics.stream()
                .filter(AskedPart::countsDistinct)
                .map(asked -> asked.aggregate().argument())
                .forEach(argument -> expressions.keyOf(argument).ifPresent(key -> keys.put(argument, key)));
        return keys;
    }

    private void write(
            Source source,
            Family family,
            SlotAllocation allocation,
            Map<FusedStatement, NarrowableStatement> statements) {
        Form form = forms.cheapest(family);
        StatementText text = new StatementText(form, dialect);
        int size = family.metrics().size();
        if (size > 1 && isTooWide(form, text, source)) {
            write(source, family.with(family.metrics().subList(0, size / 2)), allocation, statements);
            write(source, family.with(family.metrics().subList(size / 2, size)), allocation, statements);
            return;
        }
        FormStatement statement = new FormStatement(source, form, dialect, allocation.allocate(form));
        statements.put(statement.withAll(), statement);
    }

    private static boolean isTooWide(Form form, StatementText text, Source source) {
        return form.code().cells() > Form.MOST_CELLS
                || text.columns() > MOST_COLUMNS
                || text.head(source).length() > LONGEST_SQL;
    }
}
