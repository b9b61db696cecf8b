package io.serviceping.collector;

import io.serviceping.collector.store.Storage;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a collector listens and what it stores.
 *
 * @param address address to listen on; it speaks plain HTTP, so use a proxy with TLS unless it is loopback
 * @param port 0 to 65535; 0 takes a free one
 * @param storage database of the pings
 * @param access who may deliver and read
 * @param deliveriesPerMinute most deliveries from one address in a minute, at least 1. Empty: no limit
 * @param hosts names that a request's host may have, besides loopback's names and the address
 */
public record CollectorSettings(
        InetAddress address,
        int port,
        Storage storage,
        Access access,
        Optional<Integer> deliveriesPerMinute,
        List<String> hosts) {
    private static final int LARGEST_PORT = 65_535;

    public CollectorSettings {
        hosts = List.copyOf(hosts);
        if (port < 0 || port > LARGEST_PORT) {
            throw new IllegalArgumentException("port must be 0 to " + LARGEST_PORT + " but was " + port);
        }
        if (deliveriesPerMinute.isPresent() && deliveriesPerMinute.get() < 1) {
            throw new IllegalArgumentException(
                    "deliveriesPerMinute must be positive but was " + deliveriesPerMinute.get());
        }
    }

    /** A collector that is known only by loopback's names and its address. */
    public CollectorSettings(
            InetAddress address, int port, Storage storage, Access access, Optional<Integer> deliveriesPerMinute) {
        this(address, port, storage, access, deliveriesPerMinute, List.of());
    }

    /**
     * A collector with an H2 file in a folder.
     *
     * @param data created if missing
     * @param tokens see {@link Access#tokens}; null: no token is required
     */
    public CollectorSettings(InetAddress address, int port, Path data, @Nullable Path tokens) {
        this(
                address,
                port,
                Storage.in(data),
                new Access(Optional.ofNullable(tokens), Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty());
    }
}
