package io.serviceping.violating.count.range;

/** Violates: one class ends the process. */
public final class ProcessEnd {
    private ProcessEnd() {}

    public static void end() {
        System.exit(1);
    }
}
