package io.serviceping.cli;

import com.sun.jdi.ThreadReference;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The reference collector in a process of its own, which can be killed and started again on its data. */
final class CollectorProgram implements AutoCloseable {
    private static final Pattern ENDPOINT = Pattern.compile("Collecting on (\\S+),");

    private static final Debugged.Watched KEEP = new Debugged.Watched("io.serviceping.collector.PingStore", "keep", 1);

    private final Path folder;
    private ProgramRun process;
    private volatile URI endpoint;

    private CollectorProgram(Path folder, ProgramRun process) {
        this.folder = folder;
        this.process = process;
        this.endpoint = awaitEndpoint(process);
    }

    static CollectorProgram start(Path folder) {
        return new CollectorProgram(folder, launch(folder, List.of()));
    }

    /** One that is killed when it comes to the commit of a ping: just before it, or just after. */
    static CollectorProgram killedAtItsCommit(Path folder, boolean after) {
        Debugged debugged = Debugged.start(options -> launch(folder, options), List.of(KEEP, Commits.H2));
        Thread killer = new Thread(() -> killAtItsCommit(debugged, after), "killer");
        killer.start();
        return new CollectorProgram(folder, debugged.program());
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
                        folder.resolve("collected").toString()));
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

    void killAndStartAgain() {
        process.kill();
        startAgain();
    }

    /** Once it was killed. */
    void startAgain() {
        process.end();
        process = launch(folder, List.of());
        endpoint = awaitEndpoint(process);
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        process.close();
    }
}
