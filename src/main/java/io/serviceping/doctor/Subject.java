package io.serviceping.doctor;

import io.serviceping.consent.Consent;
import io.serviceping.job.installation.Home;
import io.serviceping.settings.InvalidSettingsException;
import io.serviceping.settings.MonitoringSettings;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.settings.SettingsLoader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The installation that is looked at.
 *
 * @param arguments and {@code environment}: as for {@link SettingsLoader#load}
 * @param root where the system's files are, {@code /}
 */
public record Subject(
        Home home, List<String> arguments, Map<String, String> environment, InstantSource clock, Path root) {
    ServicePingSettings load() throws InvalidSettingsException {
        return SettingsLoader.load(home.folder(), arguments, environment);
    }

    /** Empty: the configuration is not valid, which its check tells. */
    Optional<ServicePingSettings> settings() {
        try {
            return Optional.of(load());
        } catch (InvalidSettingsException e) {
            return Optional.empty();
        }
    }

    MonitoringSettings monitoring() {
        return SettingsLoader.monitoring(home.folder(), arguments, environment);
    }

    Consent consent() {
        return Consent.of(home.folder(), arguments, environment);
    }
}
