package io.serviceping.plan.aggregate;

/**
 * The type of an expression, as far as the planner needs it.
 *
 * @param precision the digits of a {@link Kind#NUMERIC}; 0 where it is unbounded or unknown
 * @param scale the digits after the point; 0 where it is unbounded
 */
public record SqlType(Kind kind, int precision, int scale) {
    /** What is guaranteed of a type's values. A type without any of these guarantees is {@link #OTHER}. */
    public enum Kind {
        /** Integers of at most 16 bits. */
        SMALLINT,
        /** Integers of 32 bits. */
        INTEGER,
        /** Integers of 64 bits. */
        BIGINT,
        NUMERIC,
        FLOAT,
        BOOLEAN,
        DATE,
        /** A date with a time of day, with or without a time zone. */
        TIMESTAMP,
        /** Text of variable length. Texts are equal only when their characters are: no padding, no case folding. */
        TEXT,
        /** An enumeration, compared like {@link #TEXT}. */
        ENUM,
        OTHER
    }

    public SqlType {
        if (precision < 0 || scale < 0) {
            throw new IllegalArgumentException(
                    "precision and scale must not be negative but were " + precision + ", " + scale);
        }
    }

    public static SqlType of(Kind kind) {
        return new SqlType(kind, 0, 0);
    }

    public boolean isExact() {
        return switch (kind) {
            case SMALLINT, INTEGER, BIGINT, NUMERIC -> true;
            default -> false;
        };
    }

    /** Whether the values, as texts, can be the keys of a JSON object. */
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
        return isExact() || isFloating();
    }

    public boolean isFloating() {
        return kind == Kind.FLOAT;
    }

    public boolean isText() {
        return kind == Kind.TEXT || kind == Kind.ENUM;
    }
}
