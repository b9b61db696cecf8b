package io.serviceping.benchmark;

import java.io.IOException;

/** On which cores this process and all that it starts from now on may run. */
final class Cores {
    private static final int AT_START = Runtime.getRuntime().availableProcessors();

    private Cores() {}

    /** How many there were before we pinned ourselves to fewer. */
    static int here() {
        return AT_START;
    }

    /** All of them, as {@link #pin} takes them. */
    static String all() {
        return "0-" + (AT_START - 1);
    }

    /** Whether that could be done: {@code taskset} is a Linux program. */
    static boolean pin(String cores) throws InterruptedException {
        try {
            Process taskset = new ProcessBuilder(
                            "taskset",
                            "-acp",
                            cores,
                            Long.toString(ProcessHandle.current().pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return taskset.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
