package io.serviceping.job.run;

import java.util.OptionalInt;
import org.springframework.batch.core.step.StepExecution;

/**
 * What a partition of {@code collect} is for. Its name tells, and not its execution context: Spring Batch stores that in a
 * second transaction, so that a kill between the two leaves a step without one, which every restart would take up again.
 *
 * @param scan the id of a scan as written, or of a shared one
 * @param span of a shared scan
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

    /** The partition that is worked on in that step. */
    static PartitionName of(StepExecution step) {
        String name = step.getStepName().substring(step.getStepName().indexOf(BEHIND_THE_STEP) + 1);
        int end = name.indexOf(BEFORE_THE_SPAN);
        return end < 0 ? asWritten(name) : of(name.substring(0, end), Integer.parseInt(name.substring(end + 1)));
    }

    String name() {
        return span.isEmpty() ? scan : scan + BEFORE_THE_SPAN + span.getAsInt();
    }
}
