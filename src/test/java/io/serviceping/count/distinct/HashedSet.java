package io.serviceping.count.distinct;

import java.util.HashSet;
import java.util.Set;

/** Exact and simple. */
public final class HashedSet implements DistinctAccumulator {
    private final Set<Long> values = new HashSet<>();

    @Override
    public void add(long value) {
        values.add(value);
    }

    @Override
    public void addAll(DistinctAccumulator other) {
        values.addAll(((HashedSet) other).values);
    }

    @Override
    public long count() {
        return values.size();
    }

    @Override
    public long countWith(DistinctAccumulator other) {
        Set<Long> together = new HashSet<>(values);
        together.addAll(((HashedSet) other).values);
        return together.size();
    }

    @Override
    public double standardError() {
        return 0;
    }
}
