package io.serviceping.cli;

import io.serviceping.cli.console.CommandException;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.ProgressLine;
import io.serviceping.collector.Collector;
import io.serviceping.collector.CollectorSettings;
import io.serviceping.consent.Consent;
import io.serviceping.demo.DemoDatabase;
import io.serviceping.demo.DemoHome;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.job.installation.Home;
import io.serviceping.job.installation.RunRequest;
import io.serviceping.job.run.PingRun;
import io.serviceping.job.run.RunReport;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.settings.SettingsLoader;
import io.serviceping.time.Period;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = {
            "All of it at once, on an embedded application database with an in-process collector.",
            "Makes the database, starts the collector on a free port, runs the job, and prints what was counted,",
            "sent and received. Lives in HOME/state/demo, whose config/ and sql/ are made again each time."
        },
        footer = {
            "",
            "Examples:",
            "  service-ping demo",
            "  service-ping --home state/demo preview       look at what the demo made",
            "  service-ping demo --url jdbc:postgresql://localhost/tracker --username me \\",
            "      --scale 40          makes some 12 million rows there; it must be empty"
        })
final class DemoCommand implements Callable<Integer> {
    private static final int LARGEST_SCALE = 1_000;

    private final CommonOptions common;

    @Option(names = "--scale", paramLabel = "N", description = "About 300,000 rows times this, 1 (default) to 1000.")
    private int scale = 1;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "JDBC URL of an empty PostgreSQL database to use instead.")
    private Optional<String> url = Optional.empty();

    @Option(names = "--username", paramLabel = "NAME", description = "Its user; may create tables.")
    private Optional<String> username = Optional.empty();

    @Option(names = "--password-file", paramLabel = "FILE", description = "Holds the user's password.")
    private Optional<Path> passwordFile = Optional.empty();

    DemoCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws Exception {
        if (scale < 1 || scale > LARGEST_SCALE) {
            throw new CommandException(ExitCode.USAGE, "--scale must be from 1 to 1000 but was " + scale + ".");
        }
        Home home = new Home(DemoHome.unpack(common.home().state().resolve("demo")));
        Period period = Period.lastCompleteAt(common.context().clock().instant());
        Optional<String> forbidden = consent(home).known().noSending();
        if (forbidden.isPresent()) {
            common.print(forbidden.get());
            return ExitCode.DONE.number();
        }
        CollectorSettings collectorSettings = new CollectorSettings(
                InetAddress.getLoopbackAddress(), 0, home.state().resolve("collector"), null);
        try (Collector collector = Collector.start(collectorSettings)) {
            ServicePingSettings settings = settings(home, collector);
            makeDatabase(
                    Objects.requireNonNull(settings.databases().get("main")).address(), period);
            RunReport report = run(home, settings, period);
            return tell(home, report, period).number();
        }
    }

    private Consent consent(Home home) {
        return Consent.of(
                home.folder(), common.context().properties(), common.context().environment());
    }

    private ServicePingSettings settings(Home home, Collector collector) throws Exception {
        List<String> arguments = new ArrayList<>(common.context().properties());
        arguments.add("--service-ping.endpoint.url=" + collector.endpoint());
        url.ifPresent(value -> arguments.add("--service-ping.databases.main.url=" + value));
        username.ifPresent(value -> arguments.add("--service-ping.databases.main.username=" + value));
        passwordFile.ifPresent(
                value -> arguments.add("--service-ping.databases.main.password-file=" + value.toAbsolutePath()));
        return SettingsLoader.load(home.folder(), arguments, common.context().environment());
    }

    private void makeDatabase(JdbcAddress main, Period period) throws IOException {
        SingleConnectionDataSource database = new SingleConnectionDataSource(main.url(), true);
        database.setUsername(main.username());
        database.setPassword(main.password());
        try (database) {
            DemoDatabase.Existing wanted = new DemoDatabase.Existing(period.asOf(), scale);
            if (DemoDatabase.existing(database).filter(wanted::equals).isPresent()) {
                common.note("Using the demo database of " + period + ".");
                return;
            }
            common.note("Making the demo database ...");
            DemoDatabase.Summary made = DemoDatabase.create(database, scale, period.asOf());
            common.note("Made " + made.rows() + " rows in " + made.took().toMillis() + " ms.");
        }
    }

    private RunReport run(Home home, ServicePingSettings settings, Period period) throws Exception {
        try (ProgressLine progress = common.progress("Counting")) {
            RunRequest request = new RunRequest(
                    home, settings, consent(home), common.context().time(), progress, common.meter());
            return new PingRun(request).run(period, true, "manual", true);
        }
    }

    private ExitCode tell(Home home, RunReport report, Period period) {
        if (report instanceof RunReport.Frozen frozen) {
            new RunSummary(common).print(frozen);
            Path file = home.payloadFile(period.toString());
            if (Files.exists(file)) {
                common.print("Payload: " + file);
            }
            common.print("Look around: --home " + home.folder() + " with preview, plan, status or run --period.");
        }
        return new RunOutcome(common, period).tell(report);
    }
}
