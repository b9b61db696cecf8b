package io.serviceping.cli.console;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Refuses options that would be ignored beside others, or without them. */
public record Combination(CommandSpec command) {
    /** Refuses the option where the other one, on which its effect depends, is missing. */
    public void requireFor(String option, String other) {
        if (isGiven(option) && !isGiven(other)) {
            throw new ParameterException(command.commandLine(), option + " has an effect only with " + other + ".");
        }
    }

    /** Refuses two options of which one would be ignored. */
    public void refuseBoth(String option, String other) {
        if (isGiven(option) && isGiven(other)) {
            throw new ParameterException(command.commandLine(), option + " has no effect with " + other + ".");
        }
    }

    private boolean isGiven(String option) {
        ParseResult parsed = command.commandLine().getParseResult();
        return parsed != null && parsed.hasMatchedOption(option);
    }
}
