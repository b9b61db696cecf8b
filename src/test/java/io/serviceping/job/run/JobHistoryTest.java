package io.serviceping.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.batch.infrastructure.repeat.support.RepeatTemplate;

class JobHistoryTest {
    @Test
    void takesWhatSpringBatchThrowsForItsRecords() {
        IllegalArgumentException e = catchThrowableOfType(IllegalArgumentException.class, () -> new JobInstance(1, ""));

        assertThat(JobHistory.isBehind(e)).isTrue();
    }

    @Test
    void doesNotTakeADefectOfOursForItsRecords() {
        IllegalArgumentException direct = catchThrowableOfType(IllegalArgumentException.class, JobHistoryTest::defect);
        IllegalArgumentException called = catchThrowableOfType(
                IllegalArgumentException.class, () -> new RepeatTemplate().iterate(context -> defect()));

        assertThat(called.getStackTrace())
                .anySatisfy(frame -> assertThat(frame.getClassName()).startsWith("org.springframework.batch."));
        assertThat(JobHistory.isBehind(direct)).isFalse();
        assertThat(JobHistory.isBehind(called)).isFalse();
    }

    private static RepeatStatus defect() {
        throw new IllegalArgumentException("a defect of ours");
    }
}
