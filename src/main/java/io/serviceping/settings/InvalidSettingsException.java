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

    /** Whether this user lacks permissions for files, and nothing else is wrong. */
    public boolean isPermission() {
        return problems.stream().allMatch(SettingsProblem::isPermission);
    }

    /** All problems, by source and line; never empty. */
    public List<SettingsProblem> problems() {
        return problems;
    }
}
