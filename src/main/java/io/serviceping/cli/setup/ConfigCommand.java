package io.serviceping.cli.setup;

import io.serviceping.cli.console.CliContext;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.Screen;
import io.serviceping.cli.json.Json;
import io.serviceping.cli.json.JsonOption;
import io.serviceping.job.installation.Home;
import io.serviceping.settings.EffectiveSettings;
import io.serviceping.settings.EffectiveSettings.Entry;
import io.serviceping.settings.SettingsLoader;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Prints the configuration as it is understood. */
@Command(
        name = "config",
        description = "Each key that has a value, and where it comes from. Secrets are never shown.",
        footer = {
            "",
            "Examples:",
            "  service-ping config --effective",
            "  service-ping config --effective --json | jq -r '.settings[] | select(.source != \"default\") | .key'"
        })
public final class ConfigCommand implements Callable<Integer> {
    private final Supplier<Home> home;
    private final Supplier<CliContext> context;
    private final Supplier<Screen> out;

    @Mixin
    private final JsonOption json = new JsonOption();

    public ConfigCommand(Supplier<Home> home, Supplier<CliContext> context, Supplier<Screen> out) {
        this.home = home;
        this.context = context;
        this.out = out;
    }

    @Option(names = "--effective", description = "After all sources: what this command prints anyway.")
    void effective(boolean on) {
        // There is no other view.
    }

    /** @throws io.serviceping.settings.InvalidSettingsException after printing, with every problem */
    @Override
    public Integer call() throws Exception {
        List<Entry> entries = EffectiveSettings.read(
                home.get().folder(), context.get().properties(), context.get().environment());
        json.print(out.get(), () -> document(entries), () -> entries.forEach(this::print));
        SettingsLoader.load(
                home.get().folder(), context.get().properties(), context.get().environment());
        return ExitCode.DONE.number();
    }

    /** On a terminal, the origin is on a line of its own where both do not fit. */
    private void print(Entry entry) {
        String value = entry.key() + ": " + entry.value().orElse("(set)") + (entry.isValid() ? "" : " (not valid)");
        String origin = "# " + entry.source() + (entry.line() == 0 ? "" : ":" + entry.line());
        if (!out.get().isTerminal()
                || value.length() + origin.length() + 2 <= out.get().width()) {
            out.get().line(value + "  " + origin);
        } else {
            out.get().line(value);
            out.get().line("    " + origin);
        }
    }

    private static String document(List<Entry> entries) {
        ObjectNode root = Json.object();
        root.set("settings", Json.list(entries, ConfigCommand::node));
        return Json.text(root);
    }

    private static ObjectNode node(Entry entry) {
        ObjectNode node = Json.object();
        node.put("key", entry.key());
        node.put("value", entry.value().orElse(null));
        node.put("valid", entry.isValid());
        node.put("source", entry.source());
        node.put("line", entry.line() == 0 ? null : (Integer) entry.line());
        return node;
    }
}
