/**
 * Everything under {@code service-ping}: reads it by Spring Boot's rules into one immutable record. Reports all
 * problems at once.
 *
 * <p>Doors: {@link CollectionSettings}, {@link DatabaseSettings}, {@link EffectiveSettings}, {@link InvalidSettingsException}, {@link LoggingSettings}, {@link Mode}, {@link ModeSource}, {@link MonitoringSettings}, {@link OutboxSettings}, {@link ServicePingSettings}, {@link SettingsLoader}, {@link SettingsProblem}, {@link Trouble}, {@link UnreadableSecretException}.
 */
@NullMarked
package io.serviceping.settings;

import org.jspecify.annotations.NullMarked;
