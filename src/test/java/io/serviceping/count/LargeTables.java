package io.serviceping.count;

import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.facts.Catalog;
import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.facts.TableIdentity;
import io.serviceping.plan.fusion.DatabaseFacts;
import io.serviceping.plan.fusion.PlannerDialect;
import io.serviceping.plan.query.NameCase;
import io.serviceping.plan.query.Source;
import java.sql.SQLException;
import java.util.Optional;

/** A database's facts that make every table seem large enough to split. */
public record LargeTables(DatabaseFacts facts) implements DatabaseFacts {
    private static final long MANY_ROWS = 1_000_000;

    @Override
    public PlannerDialect dialect() {
        return facts.dialect();
    }

    @Override
    public Expressions expressions(Source source) {
        return facts.expressions(source);
    }

    @Override
    public NameCase nameCase() {
        return facts.nameCase();
    }

    @Override
    public Catalog catalog() {
        return new Catalog() {
            @Override
            public Optional<TableFacts> table(String nameAsWritten) throws SQLException {
                return facts.catalog().table(nameAsWritten).map(LargeTables::large);
            }

            @Override
            public Optional<TableIdentity> identity(String nameAsWritten) throws SQLException {
                return facts.catalog().identity(nameAsWritten);
            }
        };
    }

    private static TableFacts large(TableFacts table) {
        return new TableFacts(
                table.name(),
                table.kind(),
                MANY_ROWS,
                table.pages(),
                table.blockRanges(),
                table.key(),
                table.keyFollowsBlocks(),
                table.leadingIndexColumns(),
                table.hasChildren());
    }
}
