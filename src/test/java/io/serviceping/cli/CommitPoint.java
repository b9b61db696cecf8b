package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.Stream;

/** A point where a run can be killed: before or after the n-th commit of that name in that step. */
record CommitPoint(String where, String name, int nth, boolean after) {
    static Stream<CommitPoint> bothSides(String where, String name, int nth) {
        return Stream.of(new CommitPoint(where, name, nth, false), new CommitPoint(where, name, nth, true));
    }

    /**
     * Runs the program to this point and kills it there.
     *
     * @return whether the program came to this point; it has ended in both cases
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
