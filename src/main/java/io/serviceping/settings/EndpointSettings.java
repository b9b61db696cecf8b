package io.serviceping.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The central endpoint that takes the pings.
 *
 * @param url https, or http to this machine itself; without user info
 * @param tokenFile an absolute path that holds the bearer token
 * @param connectTimeout for the connection to be made
 * @param timeout for a whole attempt, the answer's body included
 */
public record EndpointSettings(URI url, Optional<Path> tokenFile, Duration connectTimeout, Duration timeout) {
    /**
     * The bearer token, read anew each time.
     *
     * @throws UnreadableSecretException when its file cannot be read
     */
    public Optional<String> token() {
        return tokenFile.map(file -> new Secret.InFile(file).reveal());
    }
}
