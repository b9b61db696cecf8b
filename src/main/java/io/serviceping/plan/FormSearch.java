package io.serviceping.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds a cheap form: starts with the windows as cells and filters for the rest, and groups what saves most, as long as it saves. */
final class FormSearch {
    private final Expressions expressions;
    private final Instant asOf;

    FormSearch(Expressions expressions, Instant asOf) {
        this.expressions = expressions;
        this.asOf = asOf;
    }

    Form cheapest(Family family) {
        Common common = Common.of(family.metrics(), asOf);
        Form best = new Form(family, common, new CellCode(windows(family.metrics())));
        List<Dimension> candidates = candidates(family.metrics(), common);
        while (true) {
            Optional<Form> better = better(best, candidates);
            if (better.isEmpty()) {
                return best;
            }
            best = better.get();
        }
    }

    private static Optional<Form> better(Form best, List<Dimension> candidates) {
        List<Form> forms = new ArrayList<>();
        for (Dimension candidate : candidates) {
            if (best.code().dimensions().contains(candidate)
                    || (long) best.code().cells() * candidate.cells() > Form.MOST_CELLS) {
                continue;
            }
            List<Dimension> dimensions = new ArrayList<>(best.code().dimensions());
            dimensions.add(candidate);
            forms.add(new Form(best.family(), best.common(), new CellCode(dimensions)));
        }
        return forms.stream().min(Comparator.comparing(Form::cost)).filter(form -> form.cost() < best.cost());
    }

    private List<Dimension> windows(List<Asked> metrics) {
        return metrics.stream()
                .flatMap(asked -> asked.window().stream())
                .distinct()
                .map(column -> (Dimension) Buckets.of(column, metrics, asOf))
                .filter(buckets -> buckets.cells() > 1)
                .toList();
    }

    private List<Dimension> candidates(List<Asked> metrics, Common common) {
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
        tests.forEach((expression, some) -> candidates.addAll(ofTests(expression, some, metrics)));
        return candidates;
    }

    private List<Dimension> ofTests(String expression, List<Predicate.OneOf> tests, List<Asked> metrics) {
        boolean rest = metrics.stream()
                .anyMatch(asked -> asked.shape().predicates().stream().noneMatch(tests::contains));
        if (tests.size() > 1) {
            Optional<Literals> literals = Literals.of(expression, expressions.typeOf(expression), tests, rest);
            if (literals.isPresent()) {
                return List.of(literals.get());
            }
        }
        return tests.stream().map(test -> (Dimension) new Condition(test)).toList();
    }
}
