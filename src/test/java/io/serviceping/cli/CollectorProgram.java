package io.serviceping.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The reference collector in a process of its own, which can be killed and started again on its data. */
final class CollectorProgram implements AutoCloseable {
    private static final Pattern ENDPOINT = Pattern.compile("Collecting on (\\S+),");

    private final Path folder;
    private ProgramRun process;
    private volatile URI endpoint;

    private CollectorProgram(Path folder, ProgramRun process) {
        this.folder = folder;
        this.process = process;
        this.endpoint = awaitEndpoint(process);
    }

    static CollectorProgram start(Path folder) {
        return new CollectorProgram(folder, launch(folder));
    }

    private static ProgramRun launch(Path folder) {
        return ProgramRun.start(
                folder,
                List.of(
                        "collector",
                        "--port",
                        "0",
                        "--data",
                        folder.resolve("collected").toString()));
    }

    private static URI awaitEndpoint(ProgramRun process) {
        Await.until(
                "the collector listens", () -> ENDPOINT.matcher(process.err()).find());
        Matcher matcher = ENDPOINT.matcher(process.err());
        if (!matcher.find()) {
            throw new AssertionError(process.err());
        }
        return URI.create(matcher.group(1));
    }

    void killAndStartAgain() {
        process.kill();
        process = launch(folder);
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
