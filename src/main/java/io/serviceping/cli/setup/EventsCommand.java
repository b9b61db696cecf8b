package io.serviceping.cli.setup;

import io.serviceping.cli.console.CliContext;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.OutputOption;
import io.serviceping.cli.console.Screen;
import io.serviceping.job.installation.Home;
import io.serviceping.job.installation.PingPlanner;
import io.serviceping.settings.SettingsLoader;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the catalogue of events. */
@Command(
        name = "events",
        description = "Print the catalogue that the application counts its events by, from their definitions.",
        footer = {
            "",
            "Examples:",
            "  service-ping events",
            "  service-ping events --output src/main/resources/com/example/events.txt",
            "",
            "'doctor' and 'validate --database' say whether the application counts by it."
        })
public final class EventsCommand implements Callable<Integer> {
    private final Supplier<Home> home;
    private final Supplier<CliContext> context;
    private final Supplier<Screen> out;

    @Mixin
    private final OutputOption output = new OutputOption();

    public EventsCommand(Supplier<Home> home, Supplier<CliContext> context, Supplier<Screen> out) {
        this.home = home;
        this.context = context;
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        output.requireWritable();
        PingPlanner planner = new PingPlanner(
                home.get(),
                SettingsLoader.load(
                        home.get().folder(),
                        context.get().properties(),
                        context.get().environment()));
        output.write(out.get(), planner.catalogue()).ifPresent(context.get().err()::prose);
        return ExitCode.DONE.number();
    }
}
