package io.serviceping.events.store;

import io.serviceping.events.store.EventStore.Member;
import java.util.Comparator;

/** The members of an event in a week, of one kind and in one cell. In the order of the tables' keys. */
public record MemberSet(long monday, int event, int kind, int cell) implements Comparable<MemberSet> {
    private static final Comparator<MemberSet> ORDER = Comparator.comparingLong(MemberSet::monday)
            .thenComparingInt(MemberSet::event)
            .thenComparingInt(MemberSet::kind)
            .thenComparingInt(MemberSet::cell);

    /** The set to which a member belongs. */
    public static MemberSet of(Member member) {
        return new MemberSet(member.monday(), member.event(), member.kind(), member.cell());
    }

    @Override
    public int compareTo(MemberSet other) {
        return ORDER.compare(this, other);
    }
}
