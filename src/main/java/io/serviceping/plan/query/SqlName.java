package io.serviceping.plan.query;

/** Names of tables and columns, which may be qualified and quoted. */
final class SqlName {
    private static final char QUOTE = '"';

    private SqlName() {}

    /**
     * The name with unquoted letters A to Z in lower case. PostgreSQL does not fold other letters.
     *
     * @throws NotUnderstoodException when it does not consist of ordinary and quoted identifiers
     */
    static String canonical(String name) throws NotUnderstoodException {
        StringBuilder canonical = new StringBuilder(name.length());
        boolean quoted = false;
        boolean begins = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == QUOTE) {
                quoted = !quoted;
            } else if (!quoted && !(c == '.' && !begins) && !isPartOfName(c, begins)) {
                throw new NotUnderstoodException("has the name " + name + ", which databases may read differently");
            }
            begins = !quoted && c == '.';
            canonical.append(quoted ? c : lower(c));
        }
        if (quoted || begins) {
            throw new NotUnderstoodException("has the name " + name + ", which databases may read differently");
        }
        return canonical.toString();
    }

    private static boolean isPartOfName(char c, boolean begins) {
        return c == '_' || Character.isLetter(c) || (!begins && (c == '$' || (c >= '0' && c <= '9')));
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
    }
}
