package io.serviceping.collector;

import java.net.InetAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a collector listens and what it keeps.
 *
 * @param address where it listens; it speaks plain HTTP, so anything but loopback wants a proxy with TLS in front
 * @param port 0 to 65535; 0 takes a free one
 * @param data folder of the store, made when missing; one running collector per folder
 * @param token what {@code Authorization: Bearer} must carry on all but {@code GET /}; null asks for none
 */
public record CollectorSettings(
        InetAddress address, int port, Path data, @Nullable String token) {
    private static final int LARGEST_PORT = 65_535;

    public CollectorSettings {
        if (port < 0 || port > LARGEST_PORT) {
            throw new IllegalArgumentException("port must be 0 to " + LARGEST_PORT + " but was " + port);
        }
        if (data.toString().contains(";")) {
            throw new IllegalArgumentException("data must be a folder without ';' in its path but was " + data);
        }
        if (token != null && token.isBlank()) {
            throw new IllegalArgumentException("token must not be blank; leave it out to ask for none");
        }
    }

    /** All but the token. */
    @Override
    public String toString() {
        return "CollectorSettings[address=" + address + ", port=" + port + ", data=" + data + ", token="
                + (token == null ? "none" : "set") + "]";
    }
}
