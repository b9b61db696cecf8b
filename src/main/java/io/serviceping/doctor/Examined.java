package io.serviceping.doctor;

import java.util.Comparator;
import java.util.List;

/**
 * The findings of one check.
 *
 * @param check its name, such as {@code database main}
 * @param findings one or more
 */
public record Examined(String check, List<Finding> findings) {
    public Examined {
        findings = List.copyOf(findings);
        if (findings.isEmpty()) {
            throw new IllegalArgumentException("findings of " + check + " must not be empty");
        }
    }

    /** The worst severity of all checks. */
    public static Finding.Severity worst(List<Examined> all) {
        return all.stream()
                .flatMap(one -> one.findings().stream())
                .map(Finding::severity)
                .max(Comparator.naturalOrder())
                .orElse(Finding.Severity.OK);
    }
}
