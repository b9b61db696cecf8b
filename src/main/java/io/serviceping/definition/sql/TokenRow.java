package io.serviceping.definition.sql;

import java.util.List;

/** The tokens of a statement by their places. A place before the first or behind the last token has an empty text. */
record TokenRow(List<SqlToken> tokens) {
    SqlToken get(int index) {
        return tokens.get(index);
    }

    int size() {
        return tokens.size();
    }

    /** As written, in lower case. */
    String lower(int index) {
        return index < 0 || index >= tokens.size() ? "" : tokens.get(index).lower();
    }

    boolean is(int index, String lower) {
        return lower(index).equals(lower);
    }

    boolean canName(int index) {
        return index >= 0 && index < tokens.size() && tokens.get(index).canName();
    }

    String name(int index) {
        return tokens.get(index).name();
    }

    /** Where a name begins, with all that stands before it and a dot. */
    int qualified(int index) {
        int start = index;
        while (start >= 2 && is(start - 1, ".")) {
            start -= 2;
        }
        return start;
    }

    /** The opening bracket of a closing one; 0 if there is none. */
    int opening(int closing) {
        return matching(closing, -1, 0);
    }

    /** The closing bracket of an opening one; behind the last token if there is none. */
    int closing(int opening) {
        return matching(opening, 1, tokens.size());
    }

    private int matching(int bracket, int step, int none) {
        int depth = 0;
        for (int i = bracket; i >= 0 && i < tokens.size(); i += step) {
            depth += is(i, "(") ? 1 : is(i, ")") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return none;
    }
}
