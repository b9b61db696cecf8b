/**
 * The home folder, its locks, and the stages as the settings want them.
 *
 * <p>Doors: {@link ConsentSwitch}, {@link DroppedPingException}, {@link Home}, {@link PingPlanner},
 * {@link ProgressView}, {@link RunRequest}, {@link StageFactory}, {@link Version}.
 */
@NullMarked
package io.serviceping.job.installation;

import org.jspecify.annotations.NullMarked;
