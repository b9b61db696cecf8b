package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.scan.AskedPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds a cheap form: starts with the windows as cells and filters for the rest, and groups one thing after the other. */
final class FormSearch {
    /** No more than these are tried: of such with two cells ten fill the cells there may be. */
    private static final int MOST_CANDIDATES = 16;

    private final Expressions expressions;
    private final Instant asOf;
    private final boolean weekly;

    /**
     * @param weekly whether time is cut into weeks, so that what was found can be read for a later end of the windows
     */
    FormSearch(Expressions expressions, Instant asOf, boolean weekly) {
        this.expressions = expressions;
        this.asOf = asOf;
        this.weekly = weekly;
    }

    Form cheapest(Family family) {
        Common common = Common.of(family.metrics(), asOf);
        Form current = new Form(family, common, new CellCode(windows(family.metrics())));
        Form best = current;
        List<Dimension> candidates = candidates(family, common);
        while (true) {
            Optional<Form> next = withOneMore(current, candidates);
            if (next.isEmpty()) {
                return best;
            }
            current = next.get();
            best = current.cost() < best.cost() ? current : best;
        }
    }

    /** The first dimension may cost more than it saves, and the next ones pay for it: so it is taken even if dearer. */
    private static Optional<Form> withOneMore(Form form, List<Dimension> candidates) {
        List<Form> forms = new ArrayList<>();
        for (Dimension candidate : candidates) {
            if (form.code().dimensions().contains(candidate)
                    || (long) form.code().cells() * candidate.cells() > Form.MOST_CELLS) {
                continue;
            }
            List<Dimension> dimensions = new ArrayList<>(form.code().dimensions());
            dimensions.add(candidate);
            forms.add(new Form(form.family(), form.common(), new CellCode(dimensions)));
        }
        return forms.stream().min(Comparator.comparing(Form::cost));
    }

    private List<Dimension> windows(List<AskedPart> metrics) {
        return metrics.stream()
                .flatMap(asked -> asked.window().stream())
                .distinct()
                .map(column -> (Dimension)
                        (weekly ? Buckets.weekly(column, metrics, asOf) : Buckets.of(column, metrics, asOf)))
                .filter(buckets -> weekly || buckets.cells() > 1)
                .toList();
    }

    private List<Dimension> candidates(Family family, Common common) {
        List<AskedPart> metrics = family.metrics();
        Set<Predicate> predicates = new LinkedHashSet<>();
        metrics.forEach(asked -> predicates.addAll(common.beyond(asked)));
        Map<String, List<Predicate.OneOf>> tests = new LinkedHashMap<>();
        List<Dimension> candidates = new ArrayList<>();
        for (Predicate predicate : predicates) {
            if (predicate instanceof Predicate.OneOf test) {
                tests.computeIfAbsent(test.expression(), key -> new ArrayList<>())
                        .add(test);
            } else {
                candidates.add(new Condition(predicate));
            }
        }
        tests.forEach((expression, some) -> candidates.addAll(ofTests(expression, some, family)));
        return mostUsed(candidates, metrics);
    }

    private static List<Dimension> mostUsed(List<Dimension> candidates, List<AskedPart> metrics) {
        Map<Dimension, Long> uses = new HashMap<>();
        candidates.forEach(candidate -> uses.put(
                candidate,
                metrics.stream()
                        .filter(asked -> asked.shape().predicates().stream().anyMatch(candidate::decides))
                        .count()));
        return candidates.stream()
                .sorted(Comparator.comparing(candidate -> -uses.getOrDefault(candidate, 0L)))
                .limit(MOST_CANDIDATES)
                .toList();
    }

    private List<Dimension> ofTests(String expression, List<Predicate.OneOf> tests, Family family) {
        boolean rest = family.metrics().stream()
                .anyMatch(asked -> asked.shape().predicates().stream().noneMatch(tests::contains));
        if (tests.size() > 1) {
            boolean fewValues =
                    family.grouping().isEmpty() && family.distinct().isEmpty() && expressions.hasFewValues(expression);
            Optional<Literals> literals =
                    Literals.of(expression, expressions.typeOf(expression), tests, rest, fewValues);
            if (literals.isPresent()) {
                return List.of(literals.get());
            }
        }
        return tests.stream().map(test -> (Dimension) new Condition(test)).toList();
    }
}
