package io.serviceping.settings;

import java.util.List;

/** The configuration cannot be used. Contains every problem of every source. */
public final class InvalidSettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<SettingsProblem> problems;

    InvalidSettingsException(List<SettingsProblem> problems) {
        super("the configuration cannot be used");
        this.problems = problems.stream().distinct().sorted().toList();
    }

    /** All problems, by source and line; never empty. */
    public List<SettingsProblem> problems() {
        return problems;
    }
}
