package io.serviceping.cli;

import io.serviceping.collector.Collector;
import io.serviceping.collector.CollectorSettings;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "collector",
        description =
                "The reference endpoint, for trying out and for tests: stores each ping once, answers with receipts.",
        footer = {
            "",
            "Examples:",
            "  service-ping collector",
            "  service-ping collector --port 9000 --data /var/lib/collector --token-file token.txt",
            "",
            "Ends with Ctrl-C. GET /pings lists what it has."
        })
final class CollectorCommand implements Callable<Integer> {
    private static final int DEFAULT_PORT = 8787;
    private static final int HIGHEST_PORT = 65_535;

    private final CommonOptions common;

    @Option(names = "--port", paramLabel = "PORT", description = "Port on loopback; 0 takes a free one (default 8787).")
    private int port = DEFAULT_PORT;

    @Option(names = "--data", paramLabel = "DIR", description = "Where pings are kept (default HOME/state/collector).")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--token-file", paramLabel = "FILE", description = "Only take pings that carry this bearer token.")
    private Optional<Path> tokenFile = Optional.empty();

    CollectorCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new CommandFailure(ExitCode.USAGE, "--port must be from 0 to 65535 but was " + port + ".");
        }
        String token = tokenFile.isPresent() ? Files.readString(tokenFile.get()).strip() : null;
        Path folder = data.orElse(common.home().state().resolve("collector"));
        try (Collector collector =
                Collector.start(new CollectorSettings(InetAddress.getLoopbackAddress(), port, folder, token))) {
            common.note("Collecting on " + collector.endpoint() + ", pings in " + folder + ". Ctrl-C ends it.");
            untilTerminated(collector);
        }
        return ExitCode.DONE.number();
    }

    private static void untilTerminated(Collector collector) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(collector::close));
        never.await();
    }
}
