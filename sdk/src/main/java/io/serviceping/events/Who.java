package io.serviceping.events;

/**
 * Who caused an event: nobody, or one identifier of some kinds. Only keyed hashes of the identifiers are stored. A number
 * and the text of the same digits are different identifiers.
 */
public final class Who {
    private static final Who ANONYMOUS = new Who();

    private final Kind kind;
    private final long id;
    private final String text;
    private final boolean named;
    private final Who next;

    private Who() {
        kind = Kind.USER;
        id = 0;
        text = "";
        named = false;
        next = this;
    }

    private Who(Kind kind, long id, String text, boolean named, Who next) {
        this.kind = kind;
        this.id = id;
        this.text = text;
        this.named = named;
        this.next = next;
    }

    /** Nobody: the event is counted in totals and sums only. */
    public static Who anonymous() {
        return ANONYMOUS;
    }

    public static Who user(long id) {
        return ANONYMOUS.and(Kind.USER, id);
    }

    public static Who user(String id) {
        return ANONYMOUS.and(Kind.USER, id);
    }

    public Who project(long id) {
        return and(Kind.PROJECT, id);
    }

    public Who group(long id) {
        return and(Kind.GROUP, id);
    }

    public Who organization(long id) {
        return and(Kind.ORGANIZATION, id);
    }

    /** Adds an identifier. */
    public Who and(Kind of, long identifier) {
        return new Who(of, identifier, "", false, this);
    }

    /** Adds an identifier. */
    public Who and(Kind of, String identifier) {
        return new Who(of, 0, identifier, true, this);
    }

    boolean isAnonymous() {
        return next == this;
    }

    Kind kind() {
        return kind;
    }

    Who next() {
        return next;
    }

    /** Whether each identifier is there, and has a kind. */
    static boolean isWhole(Who who) {
        return who != null && (who.isAnonymous() || (who.kind != null && who.text != null && isWhole(who.next)));
    }

    /** The keyed hash of the identifier. Equal identifiers have equal hashes within a domain, and unrelated ones outside it. */
    long member(MemberKey key, long domain) {
        return named
                ? SipHash.of(key.first(), key.second(), domain, kind.number() | SipHash.TEXT, text)
                : SipHash.of(key.first(), key.second(), domain, kind.number(), id);
    }

    /** The kinds, without the identifiers: a log must not show them. */
    @Override
    public String toString() {
        return isAnonymous() ? "nobody" : kind + (next.isAnonymous() ? "" : ", " + next);
    }
}
