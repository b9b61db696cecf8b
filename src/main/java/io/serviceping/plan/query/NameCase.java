package io.serviceping.plan.query;

/** How a database reads names that are not quoted. */
public enum NameCase {
    /** In one case, so that {@code Users} and {@code users} are the same table. */
    FOLDED {
        @Override
        String canonical(String name) throws NotUnderstoodException {
            return SqlName.canonical(name);
        }
    },
    /** As they are written, so that {@code Users} and {@code users} are two tables. */
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
     * The name as all ways of writing it have it.
     *
     * @throws NotUnderstoodException when it is not certain which name is meant
     */
    abstract String canonical(String name) throws NotUnderstoodException;
}
