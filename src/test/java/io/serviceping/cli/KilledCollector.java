package io.serviceping.cli;

import com.sun.jdi.ThreadReference;
import io.serviceping.testing.CollectorProgram;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged reference collector in a process that is killed at its commit of a ping and started again on the same
 * data.
 */
final class KilledCollector implements AutoCloseable {
    private static final Pattern ENDPOINT = Pattern.compile("Collecting on (\\S+),");

    private static final Debugged.Watched KEEP =
            new Debugged.Watched("io.serviceping.collector.store.PingStore", "keep", 1);

    private final Path folder;
    private final ProgramRun killed;
    private volatile URI endpoint;
    private Optional<CollectorProgram> again = Optional.empty();

    private KilledCollector(Path folder, ProgramRun killed) {
        this.folder = folder;
        this.killed = killed;
        this.endpoint = awaitEndpoint(killed);
    }

    static KilledCollector atItsCommit(Path folder, boolean after) {
        Debugged debugged = Debugged.start(options -> launch(folder, options), List.of(KEEP, Commits.H2));
        Thread killer = new Thread(() -> killAtItsCommit(debugged, after), "killer");
        killer.start();
        return new KilledCollector(folder, debugged.program());
    }

    private static void killAtItsCommit(Debugged debugged, boolean after) {
        Optional<ThreadReference> entered = debugged.next();
        while (entered.isPresent()
                && !Debugged.top(entered.get())
                        .location()
                        .declaringType()
                        .name()
                        .equals(KEEP.type())) {
            entered = debugged.next();
        }
        Optional<ThreadReference> committing = debugged.next();
        if (after) {
            committing.ifPresent(thread -> Commits.make(debugged, thread));
        }
        debugged.kill();
    }

    private static ProgramRun launch(Path folder, List<String> options) {
        return ProgramRun.start(
                folder,
                options,
                List.of(
                        "collector",
                        "--port",
                        "0",
                        "--data",
                        folder.resolve("collected").toString()),
                Map.of());
    }

    private static URI awaitEndpoint(ProgramRun process) {
        try {
            Await.until(
                    "the collector listens",
                    () -> ENDPOINT.matcher(process.err()).find());
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
        Matcher matcher = ENDPOINT.matcher(process.err());
        if (!matcher.find()) {
            throw new AssertionError(process.err());
        }
        return URI.create(matcher.group(1));
    }

    void startAgain() {
        killed.end();
        CollectorProgram program = CollectorProgram.start(folder);
        again = Optional.of(program);
        endpoint = program.endpoint();
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        killed.close();
        again.ifPresent(CollectorProgram::close);
    }
}
