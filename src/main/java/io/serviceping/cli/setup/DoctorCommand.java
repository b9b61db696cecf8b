package io.serviceping.cli.setup;

import io.serviceping.cli.console.CliContext;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.Screen;
import io.serviceping.cli.json.JsonOption;
import io.serviceping.doctor.Doctor;
import io.serviceping.doctor.Examined;
import io.serviceping.doctor.Subject;
import io.serviceping.job.installation.Home;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what is wrong with an installation, and what to do. */
@Command(
        name = "doctor",
        description = "Look for what is wrong: each finding with its remedy. Changes and sends nothing.",
        footer = {
            "",
            "Examples:",
            "  service-ping doctor",
            "  service-ping doctor --endpoint      could a ping be delivered now?",
            "  service-ping doctor --json | jq '.checks[].findings[] | select(.remedy)'"
        })
public final class DoctorCommand implements Callable<Integer> {
    private final Supplier<Home> home;
    private final Supplier<CliContext> context;
    private final Supplier<Screen> out;

    @Option(names = "--endpoint", description = "Look only at the way to the endpoint; sends no ping.")
    private boolean endpoint;

    @Mixin
    private final JsonOption json = new JsonOption();

    public DoctorCommand(Supplier<Home> home, Supplier<CliContext> context, Supplier<Screen> out) {
        this.home = home;
        this.context = context;
        this.out = out;
    }

    @Override
    public Integer call() {
        CliContext given = context.get();
        Doctor doctor = new Doctor(
                new Subject(home.get(), given.properties(), given.environment(), given.clock(), Path.of("/")));
        List<Examined> found = endpoint ? doctor.endpoint() : doctor.everything();
        json.print(out.get(), () -> DoctorReport.json(found), () -> DoctorReport.print(found, out.get()));
        return exitCode(found).number();
    }

    private static ExitCode exitCode(List<Examined> found) {
        return switch (Examined.worst(found)) {
            case OK, NOTE -> ExitCode.DONE;
            case WARNING -> ExitCode.INCOMPLETE;
            case CRITICAL -> ExitCode.CONFIGURATION;
        };
    }
}
