package io.serviceping.cli;

import io.serviceping.cli.console.Combination;
import io.serviceping.cli.console.CommandException;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.collector.Access;
import io.serviceping.collector.Collector;
import io.serviceping.collector.CollectorSettings;
import io.serviceping.collector.store.Storage;
import io.serviceping.collector.store.StoreUnavailableException;
import io.serviceping.files.PrivateFiles;
import io.serviceping.files.RegularFile;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "collector",
        description =
                "The reference endpoint, for trying out and for tests: stores each ping once, answers with receipts.",
        footer = {
            "",
            "Examples:",
            "  service-ping collector",
            "  service-ping collector --port 9000 --token-file token.txt",
            "",
            "Ends with Ctrl-C. GET /pings lists what it has."
        })
final class CollectorCommand implements Callable<Integer> {
    private static final String ENDS =
            "The collector ends: after the error below it cannot be relied on. Start it again, or have a supervisor do so."
                    + " Every ping that has its receipt is stored.";
    private static final int DEFAULT_PORT = 8787;
    private static final int HIGHEST_PORT = 65_535;

    private final CommonOptions common;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--port", paramLabel = "PORT", description = "Port on loopback; 0 takes a free one (default 8787).")
    private int port = DEFAULT_PORT;

    @Option(names = "--data", paramLabel = "DIR", description = "Where pings are kept (default HOME/state/collector).")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--url", paramLabel = "URL", description = "Keep them in this PostgreSQL database instead.")
    private Optional<String> url = Optional.empty();

    @Option(names = "--username", paramLabel = "NAME", description = "Its user, who may create tables.")
    private String username = "";

    @Option(names = "--password-file", paramLabel = "FILE", description = "The user's password.")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Only take pings that carry one of these bearer tokens, one a line.")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--reader-token-file",
            paramLabel = "FILE",
            description = "Only show what is stored to one of these (default: those of --token-file).")
    private Optional<Path> readerTokenFile = Optional.empty();

    @Option(
            names = "--signing-key-file",
            paramLabel = "FILE",
            description = "Only take pings signed with one of these keys, whsec_ or whpk_, one a line.")
    private Optional<Path> signingKeyFile = Optional.empty();

    @Option(
            names = "--signature-tolerance",
            paramLabel = "DURATION",
            description = "How old a signature may be, such as PT5M (default: any age).")
    private Optional<Duration> tolerance = Optional.empty();

    @Option(
            names = "--deliveries-per-minute",
            paramLabel = "N",
            description = "Most deliveries from one address (default: no limit).")
    private Optional<Integer> perMinute = Optional.empty();

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description =
                    "Also take requests for this host, such as the name of a proxy in front; may be repeated (default: those"
                            + " of loopback).")
    private List<String> hosts = List.of();

    CollectorCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws Exception {
        Combination options = new Combination(command);
        options.requireFor("--username", "--url");
        options.requireFor("--password-file", "--url");
        options.refuseBoth("--data", "--url");
        options.requireFor("--signature-tolerance", "--signing-key-file");
        if (port > HIGHEST_PORT) {
            throw new CommandException(ExitCode.USAGE, "--port must be from 0 to 65535 but was " + port + ".");
        }
        CollectorSettings settings = settings();
        Path file = folder().resolve("collector.mv.db");
        if (url.isEmpty()) {
            PrivateFiles.makeFolderOf(file);
        }
        try (Collector collector = Collector.start(settings)) {
            PrivateFiles.closeFile(file);
            common.note("Collecting on " + collector.endpoint() + ", pings in " + place() + ". Ctrl-C ends it.");
            untilTerminated(collector);
        } catch (StoreUnavailableException e) {
            throw new CommandException(code(e.obstacle()), String.valueOf(e.getMessage()));
        }
        return ExitCode.DONE.number();
    }

    private static ExitCode code(StoreUnavailableException.Obstacle obstacle) {
        return switch (obstacle) {
            case AWAY, IN_USE, UNUSABLE -> ExitCode.TRY_LATER;
            case REFUSED -> ExitCode.NO_PERMISSION;
            case UNKNOWN -> ExitCode.CONFIGURATION;
        };
    }

    private CollectorSettings settings() throws IOException, CommandException {
        Storage storage = Storage.in(folder());
        try {
            if (url.isPresent()) {
                storage = new Storage(url.get(), username, password());
            }
            Access access = new Access(tokenFile, readerTokenFile, signingKeyFile, tolerance);
            return new CollectorSettings(InetAddress.getLoopbackAddress(), port, storage, access, perMinute, hosts);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, e.getMessage() + ".");
        }
    }

    private String password() throws IOException {
        return passwordFile.isPresent()
                ? new RegularFile(passwordFile.get(), RegularFile.ONE_MEGABYTE)
                        .text()
                        .strip()
                : "";
    }

    private Path folder() {
        return data.orElse(common.home().state().resolve("collector"));
    }

    private String place() {
        return url.isPresent() ? url.get().split("[?;]", 2)[0] : folder().toString();
    }

    /** Blocks until Ctrl-C or a fatal error of the process. */
    private void untilTerminated(Collector collector) {
        CompletableFuture<Error> failure = collector.failure();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            if (thrown instanceof Error error) {
                failure.complete(error);
            } else {
                LoggerFactory.getLogger(CollectorCommand.class).error("a thread of the collector ended", thrown);
            }
        });
        Runtime.getRuntime().addShutdownHook(new Thread(collector::close));
        // Created now, because nothing can be allocated when the memory is full.
        Runtime process = Runtime.getRuntime();
        int exitCode = ExitCode.SOFTWARE.number();
        try {
            Error error = failure.join();
            common.note(ENDS);
            common.note(error.toString());
        } finally {
            // halt runs no shutdown hooks, which might block after such an error. The store survives a kill.
            process.halt(exitCode);
        }
    }
}
