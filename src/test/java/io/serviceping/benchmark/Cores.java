package io.serviceping.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

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

    /** To the first core that we were given; whether that could be done. */
    static boolean pinToOne() throws InterruptedException {
        try {
            Process taskset = new ProcessBuilder(
                            "taskset",
                            "-cp",
                            Long.toString(ProcessHandle.current().pid()))
                    .start();
            String given = new String(taskset.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return taskset.waitFor() == 0 && pin(given.replaceFirst("(?s).*: (\\d+).*", "$1"));
        } catch (IOException e) {
            return false;
        }
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
