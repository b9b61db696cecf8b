package io.serviceping.settings;

import java.util.List;

/** The configuration cannot be used; carries every problem of every source. */
public final class InvalidSettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<SettingsProblem> problems;

    InvalidSettingsException(List<SettingsProblem> problems) {
        super(problems.size() + (problems.size() == 1 ? " problem" : " problems") + " in the configuration");
        this.problems = problems.stream().sorted().toList();
    }

    /** All problems, by source and line; never empty. */
    public List<SettingsProblem> problems() {
        return problems;
    }
}
