package io.serviceping.plan.fusion;

import io.serviceping.plan.scan.FusedStatement;
import io.serviceping.plan.scan.PlannedMetric;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Writes the statements of shared scans again, with fewer metrics. Accumulators keep their meaning, so the results of
 * several versions can be combined. Filled while a plan is made, and only read after that.
 */
public final class Narrowing {
    private final Map<FusedStatement, CandidateStatement> written = new HashMap<>();

    /** Returns the candidate's statement, with all of its metrics. */
    FusedStatement add(CandidateStatement candidate) {
        FusedStatement statement = candidate.withAll();
        written.put(statement, candidate);
        return statement;
    }

    /**
     * The statement without some of its metrics. Without all of its metrics it only counts rows, which shows whether
     * their common conditions fail.
     *
     * @param statement as planned
     */
    public FusedStatement without(FusedStatement statement, Set<PlannedMetric> metrics) {
        return Collections.disjoint(statement.metrics(), metrics)
                ? statement
                : candidate(statement).without(metrics);
    }

    private CandidateStatement candidate(FusedStatement statement) {
        CandidateStatement candidate = written.get(statement);
        if (candidate == null) {
            throw new IllegalStateException("the statement of " + statement.metrics() + " was planned elsewhere");
        }
        return candidate;
    }
}
