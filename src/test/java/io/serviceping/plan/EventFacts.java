package io.serviceping.plan;

import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.aggregate.SqlType;
import io.serviceping.plan.aggregate.SqlType.Kind;
import io.serviceping.plan.facts.Catalog;
import io.serviceping.plan.facts.ExpressionType;
import io.serviceping.plan.facts.KeyColumn;
import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.facts.TableIdentity;
import io.serviceping.plan.fusion.DatabaseFacts;
import io.serviceping.plan.fusion.PlannerDialect;
import io.serviceping.plan.query.NameCase;
import io.serviceping.plan.query.Source;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A database of large tables with the same columns: {@code events} and {@code visits} with a key of one number,
 * {@code logs} with an index of its time as well, and {@code pairs} with a key of two columns.
 */
record EventFacts(PlannerDialect dialect) implements DatabaseFacts {
    static final KeyColumn ID = new KeyColumn("\"id\"", new ExpressionType(Types.BIGINT, "bigint"));
    static final KeyColumn OTHER = new KeyColumn("\"other\"", new ExpressionType(Types.BIGINT, "bigint"));

    private static final Map<String, SqlType> TYPES = Map.of(
            "kind", SqlType.of(Kind.TEXT),
            "label", SqlType.of(Kind.TEXT),
            "user_id", SqlType.of(Kind.BIGINT),
            "weight", SqlType.of(Kind.INTEGER),
            "ratio", SqlType.of(Kind.FLOAT));

    @Override
    public NameCase nameCase() {
        return NameCase.FOLDED;
    }

    @Override
    public Catalog catalog() {
        return new Catalog() {
            @Override
            public Optional<TableFacts> table(String nameAsWritten) {
                return Optional.of(new TableFacts(
                        nameAsWritten,
                        TableFacts.Kind.TABLE,
                        1_000_000,
                        0,
                        false,
                        nameAsWritten.equals("pairs") ? List.of(ID, OTHER) : List.of(ID),
                        true,
                        nameAsWritten.equals("logs") ? Set.of("created_at") : Set.of(),
                        false));
            }

            @Override
            public Optional<TableIdentity> identity(String nameAsWritten) {
                return Optional.empty();
            }
        };
    }

    @Override
    public Expressions expressions(Source source) {
        return new Expressions() {
            @Override
            public SqlType typeOf(String expression) {
                return TYPES.getOrDefault(expression, SqlType.of(Kind.OTHER));
            }

            @Override
            public boolean hasFewValues(String expression) {
                return expression.equals("label");
            }

            @Override
            public Optional<String> keyOf(String expression) {
                return expression.equals("user_id") ? Optional.of("user_id") : Optional.empty();
            }
        };
    }
}
