package io.serviceping.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** How much memory another JVM took. */
final class ProcessMemory {
    private static final Pattern HIGH_WATER = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final Pattern BEFORE = Pattern.compile("(\\d+)M->");
    private static final int LOOK_EVERY_MILLIS = 200;
    private static final int LOOK_OFTEN_MILLIS = 20;

    private ProcessMemory() {}

    /** Waits for the end of the process; megabytes, 0 where there is no /proc. */
    static double peak(Process process) throws IOException, InterruptedException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        double peak = 0;
        do {
            peak = Math.max(peak, Files.exists(status) ? highWater(status) : 0);
        } while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS));
        return peak;
    }

    /** The same for what a shell has started: the largest of its processes. */
    static double peakOfChildren(Process shell) throws InterruptedException {
        double peak = 0;
        do {
            peak = Math.max(
                    peak,
                    shell.descendants()
                            .map(child -> Path.of("/proc/" + child.pid() + "/status"))
                            .filter(Files::exists)
                            .mapToDouble(ProcessMemory::highWater)
                            .max()
                            .orElse(0));
        } while (!shell.waitFor(LOOK_OFTEN_MILLIS, TimeUnit.MILLISECONDS));
        return peak;
    }

    private static double highWater(Path status) {
        try {
            return largest(HIGH_WATER, status) / 1024;
        } catch (IOException e) {
            // It has ended since.
            return 0;
        }
    }

    /** Megabytes; the log is one of {@code -Xlog:gc}. */
    static double peakHeap(Path log) throws IOException {
        return largest(BEFORE, log);
    }

    private static double largest(Pattern number, Path file) throws IOException {
        return number.matcher(Files.readString(file))
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .max()
                .orElse(0);
    }
}
