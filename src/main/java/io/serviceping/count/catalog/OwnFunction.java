package io.serviceping.count.catalog;

import io.serviceping.definition.sql.SqlNames;

/**
 * A function that a database has beside the built-in ones, and one way to call it.
 *
 * @param name in lower case, what calls it: the function itself, an operator, the type of a cast or a domain
 */
record OwnFunction(Way way, String name, String schema, String function) {
    /** How the function is called. */
    enum Way {
        CALL("calls "),
        MEMBER("calls, like a column, "),
        OPERATOR("has an operator whose function is "),
        TYPE("has a type whose casts or checks call ");

        private final String words;

        Way(String words) {
            this.words = words;
        }
    }

    boolean isMeantBy(SqlNames names) {
        return switch (way) {
            case CALL -> names.called().contains(name);
            case MEMBER -> names.members().contains(name);
            case OPERATOR -> names.operators().contains(name);
            case TYPE -> names.words().contains(name);
        };
    }

    String what() {
        return way.words + schema + "." + function;
    }

    boolean shadowsBuiltIn() {
        return way == Way.CALL && name.equals(function);
    }
}
