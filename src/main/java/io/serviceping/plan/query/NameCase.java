package io.serviceping.plan.query;

/** How a database reads unquoted names. */
public enum NameCase {
    /** Ignoring case: {@code Users} and {@code users} are the same table. */
    FOLDED {
        @Override
        String canonical(String name) throws NotUnderstoodException {
            return SqlName.canonical(name);
        }
    },
    /** Respecting case: {@code Users} and {@code users} are two tables. */
    KEPT {
        @Override
        String canonical(String name) throws NotUnderstoodException {
            String canonical = SqlName.canonical(name);
            if (!canonical.equals(name)) {
                throw new NotUnderstoodException(
                        "has the name " + name + ", and this database tells capital letters from small ones: quote it");
            }
            return canonical;
        }
    };

    /**
     * The name in canonical form, the same for all its spellings.
     *
     * @throws NotUnderstoodException when the meaning of the name is uncertain
     */
    abstract String canonical(String name) throws NotUnderstoodException;
}
