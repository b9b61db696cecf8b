package io.serviceping.plan;

import io.serviceping.plan.facts.KeyColumn;
import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.scan.RangeChoice;
import io.serviceping.plan.scan.RangeKey;
import java.util.List;
import java.util.Optional;

/** Chooses what a table is split by. */
final class RangeKeyChooser {
    /** A table of at most so many rows is read by one statement. */
    static final long SMALL_TABLE_ROWS = 10_000;

    private RangeKeyChooser() {}

    /**
     * The cheapest key that splits the table safely.
     *
     * @param window the stretch of time that the whole scan needs, when it needs no more
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

    /** Whether one statement reads it, whatever keys it has; nothing is known of a view's or a foreign table's rows. */
    static boolean isSmall(TableFacts table) {
        return table.kind() != TableFacts.Kind.VIEW
                && table.kind() != TableFacts.Kind.FOREIGN
                && table.estimatedRows() <= SMALL_TABLE_ROWS;
    }

    /** Whether the table is, though perhaps large, read by one statement: a view, or a table without a key to go by. */
    static boolean isReadAtOnce(TableFacts table) {
        return !isSmall(table) && choose(table, Optional.empty()).key() instanceof RangeKey.Whole;
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
