/**
 * The job: Spring Batch steps {@code gate → plan → collect → freeze → submit}. The only place where measuring and
 * delivering meet, and they meet in bytes.
 */
@NullMarked
package io.serviceping.job;

import org.jspecify.annotations.NullMarked;
