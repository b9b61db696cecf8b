package io.serviceping.benchmark;

import java.io.IOException;

/** On which cores this process and all that it starts from now on may run. */
final class Cores {
    private Cores() {}

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
