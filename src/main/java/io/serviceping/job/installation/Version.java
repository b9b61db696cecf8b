package io.serviceping.job.installation;

import java.util.Optional;

/** The program's version, which the build writes into the jar. */
public final class Version {
    private Version() {}

    /** Such as {@code 0.1.0}; {@code development} if the classes are not in a jar. */
    public static String current() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
