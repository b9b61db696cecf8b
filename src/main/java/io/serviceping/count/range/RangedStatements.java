package io.serviceping.count.range;

import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The SQL of a shared scan as it will run: its statements with the conditions of ranges. */
public final class RangedStatements {
    private RangedStatements() {}

    /** Each statement once, with every form of condition that its ranges have; the values are examples. */
    public static List<WrittenScan> of(SharedScan scan) {
        RangeCondition condition = new RangeCondition("", List.of());
        for (Range range : forms(scan.range().key())) {
            condition = condition.and(range.condition(scan.fused().source().qualifier()));
        }
        List<WrittenScan> statements = new ArrayList<>();
        for (WrittenScan statement : scan.within(condition.sql())) {
            List<Parameter> parameters = new ArrayList<>(statement.parameters());
            parameters.addAll(condition.parameters());
            statements.add(new WrittenScan(statement.database(), statement.sql(), parameters, statement.answers()));
        }
        return statements;
    }

    private static List<Range> forms(RangeKey key) {
        if (key instanceof RangeKey.Numeric numeric) {
            return List.of(new Range.NumericRange(numeric.column().name(), 0, 0));
        } else if (key instanceof RangeKey.Time time) {
            return List.of(new Range.TimeRange(time.column(), time.unit(), 0, 0));
        } else if (key instanceof RangeKey.Keyset keyset) {
            List<String> some = keyset.columns().stream().map(column -> "a").toList();
            List<String> others = keyset.columns().stream().map(column -> "b").toList();
            return List.of(
                    new Range.KeysetRange(keyset.columns(), some, some),
                    new Range.KeysetRange(keyset.columns(), some, others));
        }
        return List.of(
                key instanceof RangeKey.Blocks ? new Range.BlockRange(0, OptionalLong.of(1)) : new Range.WholeRange());
    }
}
