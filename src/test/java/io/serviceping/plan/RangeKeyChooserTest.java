package io.serviceping.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.definition.TimestampUnit;
import io.serviceping.plan.facts.ExpressionType;
import io.serviceping.plan.facts.KeyColumn;
import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.scan.RangeKey;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RangeKeyChooserTest {
    private static final KeyColumn ID = new KeyColumn("\"id\"", new ExpressionType(Types.BIGINT, "bigint"));
    private static final KeyColumn CODE = new KeyColumn("\"code\"", new ExpressionType(Types.VARCHAR, "text"));
    private static final RangeKey.Time WINDOW = new RangeKey.Time(
            "created_at",
            TimestampUnit.TIMESTAMP,
            Instant.parse("2026-10-19T00:00:00Z"),
            Instant.parse("2026-11-16T00:00:00Z"));
    private static final TableFacts.Kind TABLE = TableFacts.Kind.TABLE;

    @Test
    void walksNumbersByRangesOfNumbers() {
        assertThat(choose(facts(TABLE, 1_000_000, ID))).isEqualTo(new RangeKey.Numeric(ID));
    }

    @Test
    void walksAnyOtherKeyAsKeyset() {
        assertThat(choose(facts(TABLE, 1_000_000, CODE))).isEqualTo(new RangeKey.Keyset(List.of(CODE)));
        assertThat(choose(facts(TABLE, 1_000_000, ID, CODE))).isEqualTo(new RangeKey.Keyset(List.of(ID, CODE)));
    }

    @Test
    void readsBlocksWhereThereIsNoKey() {
        assertThat(choose(facts(TABLE, 1_000_000))).isEqualTo(new RangeKey.Blocks());
        assertThat(choose(facts(TableFacts.Kind.PARTITIONED, 1_000_000))).isEqualTo(new RangeKey.Whole());
    }

    @Test
    void readsSmallTablesAndViewsAtOnce() {
        assertThat(choose(facts(TABLE, RangeKeyChooser.SMALL_TABLE_ROWS, ID))).isEqualTo(new RangeKey.Whole());
        assertThat(choose(facts(TableFacts.Kind.VIEW, 0))).isEqualTo(new RangeKey.Whole());
    }

    @Test
    void readsOnlyTheWindowWhereAnIndexLeadsToIt() {
        TableFacts indexed =
                new TableFacts("\"t\"", TABLE, 1_000_000, 0, true, List.of(ID), true, Set.of("created_at"), false);
        assertThat(RangeKeyChooser.choose(indexed, Optional.of(WINDOW)).key()).isEqualTo(WINDOW);
        assertThat(choose(indexed)).isEqualTo(new RangeKey.Numeric(ID));
        assertThat(RangeKeyChooser.choose(facts(TABLE, 1_000_000, ID), Optional.of(WINDOW))
                        .key())
                .isEqualTo(new RangeKey.Numeric(ID));
    }

    @Test
    void saysWhyInWords() {
        assertThat(RangeKeyChooser.choose(facts(TABLE, 12), Optional.empty()).reason())
                .isEqualTo("about 12 rows");
        assertThat(choose(facts(TABLE, 1_000_000, ID, CODE)).readable()).isEqualTo("keyset by \"id\", \"code\"");
    }

    private static RangeKey choose(TableFacts facts) {
        return RangeKeyChooser.choose(facts, Optional.empty()).key();
    }

    private static TableFacts facts(TableFacts.Kind kind, long rows, KeyColumn... key) {
        return new TableFacts("\"t\"", kind, rows, 0, kind == TABLE, List.of(key), true, Set.of(), false);
    }
}
