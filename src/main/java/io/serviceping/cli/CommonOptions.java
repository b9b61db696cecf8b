package io.serviceping.cli;

import io.serviceping.cli.console.CliContext;
import io.serviceping.cli.console.CommandException;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.PrintableWriter;
import io.serviceping.cli.console.ProgressLine;
import io.serviceping.cli.console.Screen;
import io.serviceping.cli.log.LoggingKeys;
import io.serviceping.consent.Consent;
import io.serviceping.job.installation.Home;
import io.serviceping.job.installation.ProgressView;
import io.serviceping.job.installation.RunMeter;
import io.serviceping.job.installation.RunRequest;
import io.serviceping.job.installation.Version;
import io.serviceping.settings.InvalidSettingsException;
import io.serviceping.settings.MonitoringSettings;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.settings.SettingsLoader;
import io.serviceping.settings.SettingsProblem;
import io.serviceping.time.Period;
import io.serviceping.watch.RunWatch;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What every command shares: the option that all take, the {@link CliContext}, and what is read from them. */
final class CommonOptions {
    private final CliContext context;
    private final List<String> notes = new ArrayList<>();
    private final RunMeter meter = new RunMeter();

    @Option(
            names = "--home",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description =
                    "Folder with config/, sql/ and state/ (else $SERVICE_PING_HOME; else the launcher takes the folder of the"
                            + " installation, and java -jar the current one).")
    private @Nullable Path home;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Log each run, attempt and wait on standard error.")
    void verbose(boolean on) {
        // main has read this option before it created the first logger.
    }

    @Option(
            names = "--quiet",
            scope = ScopeType.INHERIT,
            description = "Print nothing on standard output, and no progress.")
    private boolean quiet;

    CommonOptions(CliContext context) {
        this.context = context;
    }

    CliContext context() {
        return context;
    }

    /** A progress bar, if somebody watches. */
    ProgressLine progress(String task) {
        return ProgressLine.on(context.err(), !quiet, task);
    }

    /** From here on, log lines look and go as the configuration says. */
    void obeyLoggingKeys() {
        LoggingKeys.Effect effect = LoggingKeys.obey(home().folder(), context.properties(), context.environment());
        if (effect.isStructured()) {
            context.err().giveWayTo(LoggerFactory.getLogger("io.serviceping.cli"));
        }
        effect.warning().ifPresent(this::tell);
    }

    /** Adds up what this command does. */
    RunMeter meter() {
        return meter;
    }

    Home home() {
        String fromEnvironment = context.environment().get("SERVICE_PING_HOME");
        if (home != null) {
            return new Home(home);
        }
        return new Home(Path.of(fromEnvironment == null || fromEnvironment.isBlank() ? "" : fromEnvironment));
    }

    /** Why the home is no folder, if so. An empty value is that of a variable that a script has not set. */
    Optional<String> homeTrouble() {
        if (home != null && home.toString().isBlank()) {
            return Optional.of("--home must name a folder but is empty.");
        }
        Path folder = home().folder();
        return Files.exists(folder) && !Files.isDirectory(folder)
                ? Optional.of("The home must be a folder but is a file: " + folder + ".")
                : Optional.empty();
    }

    ServicePingSettings settings() throws InvalidSettingsException {
        return SettingsLoader.load(home().folder(), context.properties(), context.environment());
    }

    /** Secrets in the configuration that every user of this machine can read. */
    List<SettingsProblem> inlineSecrets() {
        return SettingsLoader.exposedSecrets(home().folder(), context.properties(), context.environment());
    }

    /** What the admin left out, by the place that says so. */
    Map<String, List<String>> leftOut(ServicePingSettings settings) {
        return SettingsLoader.leftOut(home().folder(), settings, context.properties(), context.environment());
    }

    MonitoringSettings monitoring() {
        return SettingsLoader.monitoring(home().folder(), context.properties(), context.environment());
    }

    RunWatch watch() {
        return new RunWatch(monitoring(), home(), consent(), context.clock(), Version.current());
    }

    Consent consent() {
        return Consent.of(home().folder(), context.properties(), context.environment());
    }

    RunRequest request(ProgressView view) throws InvalidSettingsException {
        return new RunRequest(home(), settings(), consent(), context.time(), view, meter);
    }

    Instant now() {
        return context.clock().instant();
    }

    /** The given period. Empty: the last complete one. A week that has not ended is refused. */
    Period period(Optional<Period> named) throws CommandException {
        Period last = Period.lastCompleteAt(context.clock().instant());
        Period period = named.orElse(last);
        if (period.compareTo(last) > 0) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "The period " + period + " has not ended yet; the last complete one is " + last + ".");
        }
        return period;
    }

    /** Standard output; nowhere with {@code --quiet}. */
    Screen out() {
        return quiet ? Screen.plain(new PrintWriter(Writer.nullWriter())) : context.out();
    }

    /** Prints a sentence or several on standard output, wrapped on a terminal. */
    void print(String sentences) {
        out().prose(sentences);
    }

    /** Prints a line on standard error that {@code status} shows too, as a reason of the last run. */
    void note(String line) {
        notes.add(PrintableWriter.line(line));
        tell(line);
    }

    /** The same, for why the command fails. */
    void fail(String line) {
        notes.add(PrintableWriter.line(line));
        context.err().failure(PrintableWriter.line(line));
    }

    /** Prints a line on standard error. */
    void tell(String line) {
        context.err().prose(PrintableWriter.line(line));
    }

    /** The lines noted so far. */
    List<String> notes() {
        return List.copyOf(notes);
    }
}
