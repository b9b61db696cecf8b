package io.serviceping.plan;

import io.serviceping.plan.facts.KeyColumn;
import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.scan.RangeChoice;
import io.serviceping.plan.scan.RangeKey;
import java.util.List;
import java.util.Optional;

/** Chooses how a table is split into ranges. */
final class RangeKeyChooser {
    /** A table of at most so many rows is read by one statement. */
    static final long SMALL_TABLE_ROWS = 10_000;

    private RangeKeyChooser() {}

    /**
     * The cheapest key that splits the table safely.
     *
     * @param window the time range, when it is all that the scan needs
     */
    public static RangeChoice choose(TableFacts table, Optional<RangeKey.Time> window) {
        if (table.kind() == TableFacts.Kind.VIEW) {
            return new RangeChoice(new RangeKey.Whole(), "a view has no key");
        }
        if (isSmall(table)) {
            return new RangeChoice(new RangeKey.Whole(), "about " + table.estimatedRows() + " rows");
        }
        return window.filter(time -> table.leadingIndexColumns().contains(time.column()))
                .map(time -> new RangeChoice(time, "only a window is needed, and an index leads to it"))
                .orElseGet(() -> byKey(table));
    }

    /** Whether one statement reads it, whatever keys it has. The size of a view is unknown. */
    static boolean isSmall(TableFacts table) {
        return table.kind() != TableFacts.Kind.VIEW && table.estimatedRows() <= SMALL_TABLE_ROWS;
    }

    /** Whether one statement reads it although it may be large: it is a view or has no key. */
    static boolean isReadAtOnce(TableFacts table) {
        return !isSmall(table) && choose(table, Optional.empty()).key() instanceof RangeKey.Whole;
    }

    /** Why the table has no ranges of numbers, whatever its size. Empty: it has, once it is large. */
    static Optional<String> neverNumeric(TableFacts table) {
        if (table.kind() == TableFacts.Kind.VIEW) {
            return Optional.of("a view has no key");
        }
        List<KeyColumn> key = table.key();
        return key.size() == 1 && key.get(0).type().isInteger()
                ? Optional.empty()
                : Optional.of("its table has no unique NOT NULL column of whole numbers");
    }

    private static RangeChoice byKey(TableFacts table) {
        List<KeyColumn> key = table.key();
        String scattered =
                table.keyFollowsBlocks() ? "" : ", though its rows lie scattered: each range reads many blocks";
        if (key.size() == 1 && key.get(0).type().isInteger()) {
            return new RangeChoice(new RangeKey.Numeric(key.get(0)), "a unique column of whole numbers" + scattered);
        }
        if (!key.isEmpty()) {
            String what = key.size() == 1
                    ? "a unique column of type " + key.get(0).type().databaseType()
                    : "a composite key";
            return new RangeChoice(new RangeKey.Keyset(key), what + scattered);
        }
        return table.blockRanges()
                ? new RangeChoice(new RangeKey.Blocks(), "no usable key")
                : new RangeChoice(new RangeKey.Whole(), "no usable key, and no block ranges");
    }
}
