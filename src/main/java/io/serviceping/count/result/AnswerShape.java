package io.serviceping.count.result;

import io.serviceping.definition.ValueType;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import java.util.Set;

/**
 * What the columns of an answer must be for each type of value. The run and {@code validate --database} both ask here, so
 * that what one takes the other takes.
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
    /** PostgreSQL's driver has the same type of JDBC for a string of bits. */
    private static final String BITS_OF_POSTGRESQL = "bit";

    private static final Set<Integer> TRUTHS = Set.of(Types.BIT, Types.BOOLEAN);
    /** H2's driver has no type of JDBC for it. */
    private static final String ENUM_OF_H2 = "ENUM";

    private AnswerShape() {}

    /**
     * Why an answer is no value.
     *
     * @param reason fit for the payload
     * @param detail for the author of the metric
     */
    public record Misfit(String reason, String detail) {}

    /** What a column brings. */
    private enum Kind {
        NUMBER,
        STRING,
        TRUTH,
        /** A NULL that has no type. */
        NULL,
        /** What no payload can hold. */
        NONE
    }

    /** What is wrong with the columns of an answer; empty where a value of the type can be made of them. */
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
        if (NUMBERS.contains(type)) {
            return Kind.NUMBER;
        } else if (STRINGS.contains(type) || name.startsWith(ENUM_OF_H2)) {
            return Kind.STRING;
        } else if (TRUTHS.contains(type) && !name.equals(BITS_OF_POSTGRESQL)) {
            return Kind.TRUTH;
        }
        return type == Types.NULL ? Kind.NULL : Kind.NONE;
    }

    /** Whether the column brings truths, whose text is not the same with every driver. */
    static boolean isTruth(ResultSetMetaData columns, int column) throws SQLException {
        return kind(columns, column) == Kind.TRUTH;
    }
}
