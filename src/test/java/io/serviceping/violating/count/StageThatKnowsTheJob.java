package io.serviceping.violating.count;

import io.serviceping.violating.job.preview.BatchPreview;

/** Violates: no stage knows the job. */
public record StageThatKnowsTheJob(BatchPreview preview) {}
