package io.serviceping.settings;

import io.serviceping.submit.http.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What is told to monitoring. Read even where other settings are invalid, since monitoring must know of that.
 *
 * @param textfile where the metrics of node_exporter's textfile collector go
 * @param deadMan the URL that is told that a run begins and how it ended, with the proxy of the endpoint; {@code toString}
 *     omits the URL
 * @param isStateShared whether the state database has an opt-out flag of its own
 */
public record MonitoringSettings(Optional<Path> textfile, Optional<Endpoint> deadMan, boolean isStateShared) {
    /** Why the textfile cannot be written. */
    public Optional<Trouble> trouble() {
        return textfile.map(file -> Objects.requireNonNull(file.getParent()))
                .filter(folder -> !Files.isDirectory(folder) || !Files.isWritable(folder))
                .map(folder -> {
                    boolean isThere = Files.isDirectory(folder);
                    return new Trouble(
                            "service-ping.metrics.textfile: the folder " + folder + " "
                                    + (isThere
                                            ? "may not be written by this user: give it to a group of this user."
                                            : "does not exist: make it, and let node_exporter read it"
                                                    + " (--collector.textfile.directory)."),
                            isThere);
                });
    }
}
