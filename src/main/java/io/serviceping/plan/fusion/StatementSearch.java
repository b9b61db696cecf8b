package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.scan.MetricAggregate;
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

/**
 * Finds a cheap candidate by greedy search: starts with the windows as cells and all other conditions as filters, then
 * turns one condition after another into a dimension.
 */
final class StatementSearch {
    /** The most dimensions that are tried. Ten dimensions of two cells reach the limit of cells. */
    private static final int MOST_CANDIDATES = 16;

    private final Expressions expressions;
    private final Instant asOf;
    private final boolean weekly;

    /** @param weekly whether time is split into weeks, so that the result can be read for a later end of the windows */
    StatementSearch(Expressions expressions, Instant asOf, boolean weekly) {
        this.expressions = expressions;
        this.asOf = asOf;
        this.weekly = weekly;
    }

    StatementCandidate cheapest(StatementGroup group) {
        CommonPredicates common = CommonPredicates.of(group.metrics(), asOf);
        CandidateCosts costs = new CandidateCosts(group, common);
        Candidate current = new Candidate(new CellIndex(windows(group.metrics())), costs);
        Candidate best = current;
        List<Dimension> candidates = candidates(group, common, costs);
        while (true) {
            Optional<Candidate> next = withOneMore(current.code(), candidates, costs);
            if (next.isEmpty()) {
                return new StatementCandidate(group, common, best.code());
            }
            current = next.get();
            best = current.cost() < best.cost() ? current : best;
        }
    }

    private record Candidate(CellIndex code, double cost) {
        Candidate(CellIndex code, CandidateCosts costs) {
            this(code, costs.nanos(code));
        }
    }

    /** Adds one dimension even if it costs more than it saves, because later dimensions may then save more. */
    private static Optional<Candidate> withOneMore(CellIndex code, List<Dimension> candidates, CandidateCosts costs) {
        List<Candidate> more = new ArrayList<>();
        for (Dimension candidate : candidates) {
            if (code.dimensions().contains(candidate)
                    || (long) code.cells() * candidate.cells() > StatementCandidate.MOST_CELLS) {
                continue;
            }
            List<Dimension> dimensions = new ArrayList<>(code.dimensions());
            dimensions.add(candidate);
            more.add(new Candidate(new CellIndex(dimensions), costs));
        }
        return more.stream().min(Comparator.comparing(Candidate::cost));
    }

    private List<Dimension> windows(List<MetricAggregate> metrics) {
        return metrics.stream()
                .flatMap(aggregate -> aggregate.window().stream())
                .distinct()
                .map(column -> (Dimension)
                        (weekly ? TimeBuckets.weekly(column, metrics, asOf) : TimeBuckets.of(column, metrics, asOf)))
                .filter(buckets -> weekly || buckets.cells() > 1)
                .toList();
    }

    private List<Dimension> candidates(StatementGroup group, CommonPredicates common, CandidateCosts costs) {
        List<MetricAggregate> metrics = group.metrics();
        Set<Predicate> predicates = new LinkedHashSet<>();
        metrics.forEach(aggregate -> predicates.addAll(common.beyond(aggregate)));
        Map<String, List<Predicate.OneOf>> tests = new LinkedHashMap<>();
        List<Dimension> candidates = new ArrayList<>();
        for (Predicate predicate : predicates) {
            if (predicate instanceof Predicate.OneOf test) {
                tests.computeIfAbsent(test.expression(), key -> new ArrayList<>())
                        .add(test);
            } else {
                candidates.add(new PredicateDimension(predicate));
            }
        }
        tests.forEach((expression, some) -> candidates.addAll(ofTests(expression, some, group)));
        Map<Dimension, Long> uses = new HashMap<>();
        candidates.forEach(candidate -> uses.put(candidate, costs.uses(candidate)));
        return candidates.stream()
                .sorted(Comparator.comparing(candidate -> -uses.getOrDefault(candidate, 0L)))
                .limit(MOST_CANDIDATES)
                .toList();
    }

    private List<Dimension> ofTests(String expression, List<Predicate.OneOf> tests, StatementGroup group) {
        boolean rest = group.metrics().stream()
                .anyMatch(aggregate -> aggregate.query().predicates().stream().noneMatch(tests::contains));
        if (tests.size() > 1) {
            boolean fewValues =
                    group.grouping().isEmpty() && group.distinct().isEmpty() && expressions.hasFewValues(expression);
            Optional<LiteralDimension> literals =
                    LiteralDimension.of(expression, expressions.typeOf(expression), tests, rest, fewValues);
            if (literals.isPresent()) {
                return List.of(literals.get());
            }
        }
        return tests.stream()
                .map(test -> (Dimension) new PredicateDimension(test))
                .toList();
    }
}
