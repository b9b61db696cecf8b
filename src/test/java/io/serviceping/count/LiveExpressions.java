package io.serviceping.count;

import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.aggregate.SqlType;
import io.serviceping.plan.aggregate.SqlType.Kind;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Asks a database for the types of expressions over one FROM clause. */
public final class LiveExpressions implements Expressions {
    private final TestDatabase database;
    private final Connection connection;
    private final String from;
    private final Map<String, SqlType> known = new HashMap<>();

    public LiveExpressions(TestDatabase database, Connection connection, String from) {
        this.database = database;
        this.connection = connection;
        this.from = from;
    }

    @Override
    public SqlType typeOf(String expression) {
        return known.computeIfAbsent(expression, this::ask);
    }

    @Override
    public Optional<String> keyOf(String expression) {
        Kind kind = typeOf(expression).kind();
        if (kind == Kind.INTEGER || kind == Kind.BIGINT) {
            return Optional.of("cast(" + expression + " as bigint)");
        }
        return kind == Kind.TEXT && database == TestDatabase.POSTGRESQL
                ? Optional.of("hashtextextended(" + expression + ", 0)")
                : Optional.empty();
    }

    /** True for texts, so that rows are grouped by texts of all kinds. */
    @Override
    public boolean hasFewValues(String expression) {
        return typeOf(expression).kind() == Kind.TEXT;
    }

    private SqlType ask(String expression) {
        String sql = "select " + expression + " from " + from + " where 1 = 0";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            ResultSetMetaData column = Objects.requireNonNull(statement.getMetaData());
            return switch (column.getColumnType(1)) {
                case Types.TINYINT, Types.SMALLINT -> SqlType.of(Kind.SMALLINT);
                case Types.INTEGER -> SqlType.of(Kind.INTEGER);
                case Types.BIGINT -> SqlType.of(Kind.BIGINT);
                case Types.NUMERIC, Types.DECIMAL ->
                    column.getColumnTypeName(1).equals("DECFLOAT")
                            ? SqlType.of(Kind.OTHER)
                            : new SqlType(Kind.NUMERIC, column.getPrecision(1), column.getScale(1));
                case Types.REAL, Types.FLOAT, Types.DOUBLE -> SqlType.of(Kind.FLOAT);
                case Types.BOOLEAN, Types.BIT -> SqlType.of(Kind.BOOLEAN);
                case Types.VARCHAR -> SqlType.of(Kind.TEXT);
                case Types.DATE -> SqlType.of(Kind.DATE);
                case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> SqlType.of(Kind.TIMESTAMP);
                default -> SqlType.of(Kind.OTHER);
            };
        } catch (SQLException e) {
            // The database refuses the expression, and would refuse the author's SQL too.
            return SqlType.of(Kind.OTHER);
        }
    }
}
