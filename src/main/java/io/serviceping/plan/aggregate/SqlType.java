package io.serviceping.plan.aggregate;

/**
 * The type of an expression, as far as the planner needs it.
 *
 * @param precision the digits of a {@link Kind#NUMERIC}; 0 where there is no bound or none is known
 * @param scale its digits after the point; 0 where there is no bound
 */
public record SqlType(Kind kind, int precision, int scale) {
    /** What can be relied on. A type that does not keep the promise of its line is {@link #OTHER}. */
    public enum Kind {
        /** Whole numbers of at most 16 bits. */
        SMALLINT,
        /** Whole numbers of 32 bits. */
        INTEGER,
        /** Whole numbers of 64 bits. */
        BIGINT,
        /** Exact decimals. */
        NUMERIC,
        /** Inexact numbers. */
        FLOAT,
        BOOLEAN,
        DATE,
        /** A date with a time of day, with or without a zone. */
        TIMESTAMP,
        /** Text of variable length, two of which are equal only when their characters are: no padding, no folding. */
        TEXT,
        /** A closed list of words, compared as {@link #TEXT} is. */
        ENUM,
        OTHER
    }

    public SqlType {
        if (precision < 0 || scale < 0) {
            throw new IllegalArgumentException(
                    "precision and scale must not be negative but were " + precision + ", " + scale);
        }
    }

    /** A type that needs no precision. */
    public static SqlType of(Kind kind) {
        return new SqlType(kind, 0, 0);
    }

    public boolean isExact() {
        return switch (kind) {
            case SMALLINT, INTEGER, BIGINT, NUMERIC -> true;
            default -> false;
        };
    }

    /** Whether the values, as texts, can be the keys of an object. */
    public boolean isKey() {
        return switch (kind) {
            case SMALLINT, INTEGER, BIGINT, BOOLEAN, TEXT, ENUM -> true;
            default -> false;
        };
    }

    public boolean isWhole() {
        return isExact() && kind != Kind.NUMERIC;
    }

    public boolean isNumber() {
        return isExact() || kind == Kind.FLOAT;
    }

    public boolean isText() {
        return kind == Kind.TEXT || kind == Kind.ENUM;
    }
}
