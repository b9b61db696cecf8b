package io.serviceping.cli;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completions of three shells. Picocli makes those of bash and zsh; it knows no fish. */
final class Completion {
    private static final String NAME = "service-ping";

    private final CommandLine program;

    Completion(CommandLine program) {
        this.program = program;
    }

    String bash() {
        return AutoComplete.bash(NAME, program);
    }

    /**
     * Picocli's script, which declares itself for the next word only; the last line completes the current one. It calls
     * {@code compopt}, which zsh does not have.
     */
    String zsh() {
        return "#compdef " + NAME + "\n" + bash().replaceAll("\\bcompopt\\b", ":")
                + "\n_bash_complete -o default -F _complete_" + NAME + "\n";
    }

    String fish() {
        Stream<String> commands = program.getSubcommands().entrySet().stream()
                .map(command -> line("__fish_use_subcommand")
                        + " -f -a " + command.getKey()
                        + described(command.getValue()
                                .getCommandSpec()
                                .usageMessage()
                                .description()));
        Stream<String> options = program.getSubcommands().entrySet().stream()
                .flatMap(command -> options(
                        "'__fish_seen_subcommand_from " + command.getKey() + "'",
                        command.getValue().getCommandSpec()));
        return Stream.of(options("__fish_use_subcommand", program.getCommandSpec()), commands, options)
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static Stream<String> options(String condition, CommandSpec command) {
        return command.options().stream()
                .filter(option -> !option.hidden())
                .map(option -> line(condition)
                        + names(option)
                        + (option.arity().max() > 0 ? " -r" : "")
                        + described(option.description()));
    }

    private static String line(String condition) {
        return "complete -c " + NAME + " -n " + condition;
    }

    private static String names(OptionSpec option) {
        return Stream.of(option.names())
                .map(name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
                .collect(Collectors.joining());
    }

    private static String described(String[] description) {
        String first = description.length == 0 ? "" : description[0].replaceAll("%%", "%");
        return " -d '" + first.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
