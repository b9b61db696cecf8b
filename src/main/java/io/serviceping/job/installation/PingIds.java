package io.serviceping.job.installation;

import io.serviceping.digest.Sha256;
import io.serviceping.time.Period;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Derives a ping's id from instance and period (a version 8 UUID of RFC 9562, section 5.8, over SHA-256). So a preview
 * shows the final id, and a kill, a restart or a restored backup cannot make a second one.
 */
public final class PingIds {
    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private PingIds() {}

    public static UUID of(UUID instanceId, Period period) {
        ByteBuffer digest = ByteBuffer.wrap(Sha256.of("service-ping/" + instanceId + "/" + period));
        long high = (digest.getLong() & ~0xF000L) | VERSION_8;
        long low = (digest.getLong() & ~0xC000_0000_0000_0000L) | VARIANT;
        return new UUID(high, low);
    }
}
