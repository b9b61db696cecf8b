package io.serviceping.count.result;

import io.serviceping.definition.ValueType;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import java.util.Set;

/**
 * Checks a result set's columns against a value type. The run and {@code validate --database} share this check, so that
 * both accept the same queries.
 */
public final class AnswerShape {
    private static final Set<Integer> NUMBERS = Set.of(
            Types.TINYINT,
            Types.SMALLINT,
            Types.INTEGER,
            Types.BIGINT,
            Types.NUMERIC,
            Types.DECIMAL,
            Types.REAL,
            Types.FLOAT,
            Types.DOUBLE);
    private static final Set<Integer> STRINGS =
            Set.of(Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NVARCHAR, Types.CLOB);
    /** PostgreSQL's driver reports JDBC's BIT for bit strings too. */
    private static final String BITS_OF_POSTGRESQL = "bit";

    /**
     * PostgreSQL's driver reports a double precision number for money, but cannot read one of 1,000 or more, nor that of
     * another currency.
     */
    private static final String MONEY_OF_POSTGRESQL = "money";

    private static final Set<Integer> TRUTHS = Set.of(Types.BIT, Types.BOOLEAN);
    /** H2's driver has no JDBC type for an enum. */
    private static final String ENUM_OF_H2 = "ENUM";

    private AnswerShape() {}

    /**
     * Why a result set gives no value.
     *
     * @param reason safe for the payload
     * @param detail for the metric's author
     */
    public record Misfit(String reason, String detail) {}

    private enum Kind {
        NUMBER,
        STRING,
        TRUTH,
        /** An untyped NULL. */
        NULL,
        /** A type that a payload cannot hold. */
        NONE
    }

    /** Empty: the columns give a value of the type. */
    public static Optional<Misfit> misfit(ResultSetMetaData columns, ValueType type) throws SQLException {
        int expected = type == ValueType.OBJECT ? 2 : 1;
        int found = columns.getColumnCount();
        if (found != expected) {
            return Optional.of(new Misfit(
                    found + " columns where " + expected + " must be",
                    "the query returns " + found + " columns where value_type " + type.text() + " takes " + expected));
        }
        Kind kind = kind(columns, expected);
        if (kind == Kind.NULL || fits(kind, type)) {
            return Optional.empty();
        }
        String detail =
                "value_type is " + type.text() + " but the query returns " + columns.getColumnTypeName(expected);
        if (isMoney(columns, expected)) {
            return Optional.of(new Misfit(
                    "neither a number, a string nor a boolean",
                    detail + ", whose text depends on the server's currency: cast it, to a number by ::numeric"));
        }
        if (kind == Kind.NONE) {
            return Optional.of(new Misfit(
                    "neither a number, a string nor a boolean",
                    detail + ", which is neither a number, a string nor a boolean: cast it, to a text by ::text or"
                            + " cast(… as varchar)"));
        }
        return Optional.of(new Misfit("not a " + type.text(), detail));
    }

    private static boolean fits(Kind kind, ValueType type) {
        return switch (type) {
            case NUMBER -> kind == Kind.NUMBER;
            case STRING -> kind == Kind.STRING;
            case BOOLEAN -> kind == Kind.TRUTH;
            case OBJECT -> kind != Kind.NONE;
        };
    }

    private static Kind kind(ResultSetMetaData columns, int column) throws SQLException {
        int type = columns.getColumnType(column);
        String name = columns.getColumnTypeName(column);
        if (isMoney(columns, column)) {
            return Kind.NONE;
        } else if (NUMBERS.contains(type)) {
            return Kind.NUMBER;
        } else if (STRINGS.contains(type) || name.startsWith(ENUM_OF_H2)) {
            return Kind.STRING;
        } else if (TRUTHS.contains(type) && !name.equals(BITS_OF_POSTGRESQL)) {
            return Kind.TRUTH;
        }
        return type == Types.NULL ? Kind.NULL : Kind.NONE;
    }

    private static boolean isMoney(ResultSetMetaData columns, int column) throws SQLException {
        return columns.getColumnTypeName(column).equals(MONEY_OF_POSTGRESQL);
    }

    /** Whether the column is boolean, whose text differs between drivers. */
    static boolean isTruth(ResultSetMetaData columns, int column) throws SQLException {
        return kind(columns, column) == Kind.TRUTH;
    }
}
