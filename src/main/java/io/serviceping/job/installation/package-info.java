/**
 * The home folder, its locks, and the stages made from the settings.
 *
 * <p>Doors: {@link ConsentSwitch}, {@link DroppedPingException}, {@link EventAgreement}, {@link Home},
 * {@link MissingValue}, {@link PingPlanner}, {@link ProgressView}, {@link RunMeter}, {@link RunRequest}, {@link StageFactory}, {@link Version}.
 */
@NullMarked
package io.serviceping.job.installation;

import org.jspecify.annotations.NullMarked;
