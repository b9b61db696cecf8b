package io.serviceping.collector;

import io.serviceping.collector.store.Storage;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a collector listens and what it keeps.
 *
 * @param address where it listens; it speaks plain HTTP, so anything but loopback wants a proxy with TLS in front
 * @param port 0 to 65535; 0 takes a free one
 * @param storage where the pings are kept
 * @param access who may deliver and read
 * @param deliveriesPerMinute most deliveries from one address in a minute, at least 1; none sets no bound
 * @param hosts names that requests may be meant for, beside those of loopback and the address
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

    /** One that is known by the names of loopback and its address only. */
    public CollectorSettings(
            InetAddress address, int port, Storage storage, Access access, Optional<Integer> deliveriesPerMinute) {
        this(address, port, storage, access, deliveriesPerMinute, List.of());
    }

    /**
     * An H2 file in a folder, for everybody or for those with a token.
     *
     * @param data made when missing
     * @param tokens see {@link Access#tokens}
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
