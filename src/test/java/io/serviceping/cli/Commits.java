package io.serviceping.cli;

import com.sun.jdi.BooleanValue;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.StackFrame;
import com.sun.jdi.StringReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.Value;
import io.serviceping.testing.TestDatabase;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Stops a program before each commit in its state database, and before it moves the payload file to its place, which is
 * as durable as a commit. The program commits no changes in the application's database.
 */
final class Commits {
    private static final String PAYLOAD_FILES = "io.serviceping.job.delivery.PayloadFiles";
    /** Types on the stack while a commit is made. When they have returned, it is made. */
    private static final List<String> INSIDE = List.of("org.h2.", "org.postgresql.", "com.zaxxer.", PAYLOAD_FILES);

    /** H2 calls it only for a transaction that has changed something. */
    static final Debugged.Watched H2 = new Debugged.Watched("org.h2.mvstore.tx.TransactionStore", "commit", 2);

    private static final List<Debugged.Watched> POSTGRESQL = List.of(
            new Debugged.Watched("org.postgresql.jdbc.PgConnection", "commit", 0),
            new Debugged.Watched("org.postgresql.jdbc.PgPreparedStatement", "executeUpdate", 0),
            new Debugged.Watched("org.postgresql.jdbc.PgStatement", "executeBatch", 0),
            new Debugged.Watched("org.postgresql.jdbc.PgStatement", "execute", 1));
    private static final Pattern READS_OR_SETS = Pattern.compile("(?is)\\s*(select|set|reset|show)\\b.*");

    /** The name of the commits that H2 makes when it is closed. */
    static final String CLOSING = "close";

    private static final String TASKLET_STEP = "org.springframework.batch.core.step.tasklet.TaskletStep";
    private static final String STEP = "org.springframework.batch.core.step.AbstractStep";
    private static final String JOB = "org.springframework.batch.core.job.AbstractJob";
    /** Makes all other commits. */
    private static final String EVERY_TRANSACTION = "io.serviceping.state.FencedTransactions";

    private static final Pattern PROXY = Pattern.compile(".*\\$Proxy\\d+");

    /** Methods that end a transaction, where the connection is a proxy. */
    private static final Set<String> OF_A_CONNECTION = Set.of("commit", "setAutoCommit");

    private final Debugged program;
    private final Set<Long> written = new HashSet<>();

    Commits(Debugged program) {
        this.program = program;
    }

    static List<Debugged.Watched> watched(TestDatabase kind) {
        Debugged.Watched file = new Debugged.Watched(PAYLOAD_FILES, "write", 2);
        return kind == TestDatabase.H2
                ? List.of(H2, file)
                : Stream.concat(POSTGRESQL.stream(), Stream.of(file)).toList();
    }

    /**
     * A commit that is about to be made.
     *
     * @param by the thread that makes it
     * @param where the step that it belongs to; {@code job} between steps, empty outside of the job
     * @param name the method of the program or of Spring Batch's job repository that makes it; for a step's own
     *     transaction, the step
     */
    record Commit(ThreadReference by, String where, String name) {}

    /** The next commit. Empty: the program has ended. */
    Optional<Commit> next() {
        Optional<ThreadReference> entered = program.next();
        while (entered.isPresent() && !isCommit(Debugged.top(entered.get()))) {
            entered = program.next();
        }
        return entered.map(Commits::commit);
    }

    void make(Commit commit) {
        make(program, commit.by());
    }

    static void make(Debugged program, ThreadReference by) {
        program.leave(by, type -> INSIDE.stream().anyMatch(type::startsWith));
    }

    private boolean isCommit(StackFrame entered) {
        ObjectReference self = entered.thisObject();
        String method = entered.location().method().name();
        if (self == null || entered.location().declaringType().name().equals(H2.type())) {
            return true;
        } else if (method.equals("commit")) {
            return written.remove(self.uniqueID());
        } else if (method.equals("execute")
                && READS_OR_SETS.matcher(argument(entered)).matches()) {
            return false;
        }
        ObjectReference connection = (ObjectReference) field(self, "connection");
        if (((BooleanValue) field(connection, "autoCommit")).value()) {
            return true;
        }
        written.add(connection.uniqueID());
        return false;
    }

    private static String argument(StackFrame frame) {
        return ((StringReference) frame.getArgumentValues().get(0)).value();
    }

    private static Value field(ObjectReference object, String name) {
        return Objects.requireNonNull(object.getValue(object.referenceType().fieldByName(name)), name);
    }

    private static Commit commit(ThreadReference thread) {
        List<StackFrame> frames = Debugged.frames(thread).stream()
                .filter(frame -> !frame.location().declaringType().name().contains("$$Lambda"))
                .filter(frame -> !type(frame).equals(EVERY_TRANSACTION))
                .toList();
        String where = where(frames);
        return new Commit(thread, where, name(frames, where));
    }

    private static String where(List<StackFrame> frames) {
        for (StackFrame frame : frames) {
            if (frame.location().method().name().equals("execute")) {
                String type = frame.location().declaringType().name();
                if (type.equals(STEP)) {
                    ObjectReference step = Objects.requireNonNull(frame.thisObject());
                    return ((StringReference) field(step, "name")).value().replaceFirst(":.*", "");
                } else if (type.equals(JOB)) {
                    return "job";
                }
            }
        }
        return "";
    }

    private static String name(List<StackFrame> frames, String step) {
        for (int i = 0; i < frames.size(); i++) {
            String type = type(frames.get(i));
            if (type.startsWith("io.serviceping.")) {
                while (i + 1 < frames.size() && type(frames.get(i + 1)).equals(type)) {
                    i++;
                }
                return type.substring(type.lastIndexOf('.') + 1) + "." + method(frames.get(i));
            } else if (type.equals(TASKLET_STEP)) {
                return step;
            } else if (PROXY.matcher(frames.get(i).location().declaringType().name())
                            .matches()
                    && !OF_A_CONNECTION.contains(method(frames.get(i)))) {
                return method(frames.get(i));
            }
        }
        return CLOSING;
    }

    private static String type(StackFrame frame) {
        return frame.location().declaringType().name().replaceFirst("(?<!\\.)\\$.*", "");
    }

    private static String method(StackFrame frame) {
        return frame.location().method().name().replaceFirst("^lambda\\$(\\w+)\\$\\d+$", "$1");
    }
}
