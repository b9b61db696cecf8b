package io.serviceping.job.run;

import java.util.OptionalInt;
import org.springframework.batch.core.step.StepExecution;

/**
 * The work of a partition of {@code collect}, encoded in its name. Spring Batch stores the execution context in a
 * second transaction, so a kill between the two would leave a step without its work, which every restart would run
 * again.
 *
 * @param scan the id of a scan run as written, or of a shared scan
 * @param span of a shared scan; empty for a scan run as written
 */
record PartitionName(String scan, OptionalInt span) {
    private static final char BEHIND_THE_STEP = ':';
    private static final char BEFORE_THE_SPAN = '-';

    static PartitionName asWritten(String scan) {
        return new PartitionName(scan, OptionalInt.empty());
    }

    static PartitionName of(String sharedScan, int span) {
        return new PartitionName(sharedScan, OptionalInt.of(span));
    }

    static PartitionName of(StepExecution step) {
        String name = step.getStepName().substring(step.getStepName().indexOf(BEHIND_THE_STEP) + 1);
        int end = name.indexOf(BEFORE_THE_SPAN);
        return end < 0 ? asWritten(name) : of(name.substring(0, end), Integer.parseInt(name.substring(end + 1)));
    }

    String name() {
        return span.isEmpty() ? scan : scan + BEFORE_THE_SPAN + span.getAsInt();
    }
}
