package io.serviceping.violating.job.preview;

import org.springframework.batch.core.job.Job;

/** Violates: Spring Batch outside of the one package that may know it. */
public record BatchPreview(Job job) {}
