package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.Stream;

/** A place where a run can be killed: the n-th commit of that name in that step, before or after it is made. */
record CommitPoint(String where, String name, int nth, boolean after) {
    /** Before and after a commit. */
    static Stream<CommitPoint> bothSides(String where, String name, int nth) {
        return Stream.of(new CommitPoint(where, name, nth, false), new CommitPoint(where, name, nth, true));
    }

    /**
     * Lets the program come here and kills it.
     *
     * @return whether it came here; it has ended either way
     */
    boolean kill(Debugged program) {
        Commits commits = new Commits(program);
        Optional<Commits.Commit> next = commits.next();
        for (int seen = 0; next.isPresent(); next = commits.next()) {
            if (next.get().name().equals(name) && next.get().where().equals(where) && ++seen == nth) {
                if (after) {
                    commits.make(next.get());
                }
                assertThat(program.kill().exitCode()).isEqualTo(ProgramRun.KILLED);
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return (after ? "after " : "before ")
                + name
                + (where.isEmpty() ? "" : " in " + where)
                + (nth == 1 ? "" : ", number " + nth);
    }
}
