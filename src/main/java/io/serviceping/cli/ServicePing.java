package io.serviceping.cli;

import io.serviceping.cli.console.CliContext;
import io.serviceping.cli.console.Conversions;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.FailureReport;
import io.serviceping.cli.console.Interruption;
import io.serviceping.cli.console.PrintableWriter;
import io.serviceping.cli.console.Screen;
import io.serviceping.cli.console.SpoiltText;
import io.serviceping.cli.console.StandardOutput;
import io.serviceping.cli.console.Terminal;
import io.serviceping.cli.log.LogSetup;
import io.serviceping.files.PrivateFiles;
import io.serviceping.job.installation.Version;
import io.serviceping.time.TimeSource;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program's entry point: reads the command line and calls one class per command. */
@Command(
        name = "service-ping",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = ServicePing.VersionLine.class,
        description = "Counts how a product is used, freezes one report a week, and delivers it exactly once.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  service-ping demo                      all of it, on an embedded database",
            "  service-ping preview                   exactly what would be sent",
            "  service-ping run                       what cron does",
            "  service-ping opt-out                   switch it off",
            "",
            "Every key of the configuration can be given as --service-ping.KEY=VALUE.",
            "Exit codes: 0 done, 4 incomplete, 64 usage, 69 not delivered, 70 defect,",
            "75 try later, 77 permission, 78 configuration, 130 interrupted."
        })
public final class ServicePing implements Runnable {
    private static final Set<String> PROPERTIES = Set.of("--service-ping.", "--logging.");

    private static final int LONGEST_HELP_LINE = 100;
    private static final int LEAST_HELP_WIDTH = 55;

    private static final Set<String> MAKES_STATE =
            Set.of("run", "preview", "status", "submit", "redrive", "new-instance", "export", "import-receipt");

    @Spec
    private CommandSpec spec;

    private ServicePing() {
        this.spec = CommandSpec.create();
    }

    public static void main(String[] arguments) {
        // Before the first logger is created. Picocli only documents this option.
        if (List.of(arguments).contains("--verbose")) {
            LogSetup.tellAll();
        }
        StandardOutput written = new StandardOutput();
        PrintWriter out = writer(written);
        PrintWriter err = writer(new FileOutputStream(FileDescriptor.err));
        Terminal terminal = Terminal.here(System.getenv());
        Screen screen = Screen.err(err, terminal);
        System.setErr(PrintableWriter.stream(screen.writer()));
        Optional<String> spoilt =
                SpoiltText.in(List.of(arguments), System.getenv(), System.getProperty("sun.jnu.encoding", "UTF-8"));
        if (spoilt.isPresent()) {
            screen.prose(PrintableWriter.line(spoilt.get()));
            System.exit(ExitCode.USAGE.number());
        }
        Interruption interruption = new Interruption();
        interruption.handle(screen);
        CliContext context = new CliContext(
                Screen.out(out, terminal),
                screen,
                System.getenv(),
                properties(arguments),
                new TimeSource(Clock.systemUTC(), interruption, RandomGenerator.getDefault()),
                interruption);
        int exitCode = run(context, commands(arguments));
        out.flush();
        if (written.loss().isPresent()) {
            exitCode = tellLoss(written.loss().get(), exitCode, commands(arguments), screen);
        }
        err.flush();
        interruption.ended();
        System.exit(exitCode);
    }

    /** A command that counts or sends has done its work. The result of any other is what it prints. */
    private static int tellLoss(String reason, int exitCode, List<String> arguments, Screen err) {
        err.prose(PrintableWriter.line("What was printed on standard output is not complete: " + reason + "."));
        return exitCode == ExitCode.DONE.number() && !Commands.countsOrSends(arguments)
                ? ExitCode.TRY_LATER.number()
                : exitCode;
    }

    /** Runs one command and returns its exit code. */
    public static int run(CliContext context, List<String> typed) {
        List<String> arguments = helpAsOption(typed);
        try {
            return commandLine(context, common -> Commands.askedFor(arguments, common))
                    .execute(arguments.toArray(String[]::new));
        } catch (Error e) {
            return new FailureReport(context).tell(e).number();
        }
    }

    /** {@code help run} is {@code run --help}. */
    private static List<String> helpAsOption(List<String> typed) {
        if (!Commands.first(typed).equals(Optional.of("help"))) {
            return typed;
        }
        List<String> option = new ArrayList<>(typed);
        option.remove("help");
        option.add("--help");
        return option;
    }

    /** With all commands. */
    static CommandLine commandLine(CliContext context) {
        return commandLine(context, Commands::all);
    }

    private static CommandLine commandLine(CliContext context, Function<CommonOptions, Stream<Object>> commands) {
        CommonOptions common = new CommonOptions(context);
        CommandLine line = new CommandLine(new ServicePing()).addMixin("common", common);
        commands.apply(common).forEach(line::addSubcommand);
        Conversions.register(line);
        return line.setAllowSubcommandsAsOptionParameters(true)
                .setUsageHelpWidth(
                        Math.max(LEAST_HELP_WIDTH, Math.min(context.out().width(), LONGEST_HELP_LINE)))
                .setOut(context.out().trusted())
                .setErr(context.err().writer())
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(context.out().ansi()))
                .setParameterExceptionHandler((e, arguments) -> usageError(e, context.err()))
                .setExecutionStrategy(parsed -> withPrivateState(common, parsed))
                .setExecutionExceptionHandler((e, command, parsed) ->
                        new FailureReport(context).tell(e).number());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing.");
    }

    /**
     * Runs before the command, because an older version or another program may have left the folder open, and after it
     * for new files.
     */
    private static int withPrivateState(CommonOptions common, CommandLine.ParseResult parsed) {
        common.homeTrouble().ifPresent(trouble -> {
            throw new ParameterException(parsed.commandSpec().commandLine(), trouble);
        });
        try {
            expectSignals(common, parsed);
            common.obeyLoggingKeys();
            closeState(common);
            requireOwnState(common, parsed);
            return new CommandLine.RunLast().execute(parsed);
        } finally {
            closeState(common);
        }
    }

    private static void expectSignals(CommonOptions common, CommandLine.ParseResult parsed) {
        if (parsed.hasSubcommand()) {
            String name = parsed.subcommand().commandSpec().name();
            common.context()
                    .interruption()
                    .expectCommand(
                            name.equals("collector")
                                    ? ""
                                    : "Interrupted: '" + name
                                            + "' has not done all of its work. Nothing that was counted or"
                                            + " frozen before is lost. To go on, type it again.");
        }
    }

    private static void requireOwnState(CommonOptions common, CommandLine.ParseResult parsed) {
        if (!parsed.hasSubcommand()
                || !MAKES_STATE.contains(parsed.subcommand().commandSpec().name())) {
            return;
        }
        try {
            PrivateFiles.requireNotRootInAnothers(common.home().state());
        } catch (AccessDeniedException e) {
            throw new CommandLine.ExecutionException(parsed.commandSpec().commandLine(), e.getFile(), e);
        }
    }

    private static void closeState(CommonOptions common) {
        Path state = common.home().state();
        PrivateFiles.closeFolder(state.resolve("pings"));
        if (PrivateFiles.closeFolder(state)) {
            common.note("Others on this machine could read the folder " + state + "; now only its owner can.");
        }
    }

    private static int usageError(ParameterException e, Screen err) {
        CommandLine line = e.getCommandLine();
        err.prose(PrintableWriter.line(String.valueOf(e.getMessage())));
        // Has the user's own text, which may command a terminal.
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        StringWriter suggestions = new StringWriter();
        CommandLine.UnmatchedArgumentException.printSuggestions(e, new PrintWriter(suggestions, true));
        suggestions.toString().lines().forEach(err::prose);
        err.prose("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE.number();
    }

    private static List<String> properties(String[] arguments) {
        return Arrays.stream(arguments).filter(ServicePing::isProperty).toList();
    }

    private static List<String> commands(String[] arguments) {
        return Arrays.stream(arguments)
                .filter(argument -> !isProperty(argument))
                .toList();
    }

    private static boolean isProperty(String argument) {
        return PROPERTIES.stream().anyMatch(argument::startsWith);
    }

    private static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** The version that the build wrote into the jar. */
    static final class VersionLine implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"service-ping " + Version.current()};
        }
    }
}
