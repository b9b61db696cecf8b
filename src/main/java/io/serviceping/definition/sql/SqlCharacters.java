package io.serviceping.definition.sql;

/** What PostgreSQL takes the characters of SQL for, and where a line and an operator end. Places count from 0. */
final class SqlCharacters {
    private static final String SPACES = " \t\n\r\f";

    /** Without the question mark, which is the driver's parameter. */
    private static final String OPERATORS = "~!@#^&|`+-*/%<>=";

    /** Only with one of these an operator can end in a sign. */
    private static final String BEFORE_SIGN = "~!@#^&|`%";

    private final String sql;
    private final String letters;

    /** Where the signs end that were looked through for an operator, and where the last of them that is not + or - ends. */
    private int endOfPlain;

    private int behindNoSign;

    /** @param letters signs that count as letters, beside the underscore */
    SqlCharacters(String sql, String letters) {
        this.sql = sql;
        this.letters = "_" + letters;
    }

    boolean isAt(int index, String text) {
        return sql.startsWith(text, index);
    }

    boolean isSpace(int index) {
        return SPACES.indexOf(sql.charAt(index)) >= 0;
    }

    boolean isOperator(int index) {
        return OPERATORS.indexOf(sql.charAt(index)) >= 0;
    }

    boolean isDigit(int index) {
        return index < sql.length() && sql.charAt(index) >= '0' && sql.charAt(index) <= '9';
    }

    /** Of other characters than ASCII, all databases take letters and their marks for a part of a name, and no others. */
    boolean isLetter(int index) {
        if (index >= sql.length()) {
            return false;
        }
        int c = sql.codePointAt(index);
        return c < 128
                ? letters.indexOf(c) >= 0 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                : Character.isLetterOrDigit(c)
                        || Character.getType(c) == Character.NON_SPACING_MARK
                        || Character.getType(c) == Character.COMBINING_SPACING_MARK;
    }

    /** Where the line ends that this place is in. */
    int lineEnd(int at) {
        int end = at;
        while (end < sql.length() && !isAt(end, "\n") && !isAt(end, "\r")) {
            end++;
        }
        return end;
    }

    /** The longest operator that contains no comment, and ends in a sign only if it cannot be several operators. */
    int operatorEnd(int at) {
        if (at >= endOfPlain) {
            int end = at;
            boolean canEndInSign = false;
            while (end < sql.length() && isOperator(end) && !isAt(end, "--") && !isAt(end, "/*")) {
                canEndInSign |= BEFORE_SIGN.indexOf(sql.charAt(end)) >= 0;
                end++;
            }
            if (canEndInSign) {
                return end;
            }
            endOfPlain = end;
            behindNoSign = end;
            while (behindNoSign > at && "+-".indexOf(sql.charAt(behindNoSign - 1)) >= 0) {
                behindNoSign--;
            }
        }
        return Math.max(at + 1, behindNoSign);
    }
}
