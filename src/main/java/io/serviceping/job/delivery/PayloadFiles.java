package io.serviceping.job.delivery;

import io.serviceping.files.PrivateFiles;
import io.serviceping.files.RegularFile;
import io.serviceping.job.installation.Home;
import io.serviceping.outbox.Outbox;
import io.serviceping.outbox.Ping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a frozen ping's JSON beside the state database for people to read. */
public final class PayloadFiles {
    private static final Logger LOG = LoggerFactory.getLogger(PayloadFiles.class);

    /** Ten years of weeks. */
    private static final int MOST_PINGS = 520;

    private PayloadFiles() {}

    /** Removes the file once the ping's bytes are dropped. */
    static void remove(Home home, String period) {
        try {
            Files.deleteIfExists(home.payloadFile(period));
        } catch (IOException e) {
            throw new UncheckedIOException("A payload file cannot be deleted", e);
        }
    }

    /**
     * Writes the files of the pings to be delivered, and the missing files of other pings. Delivery does not depend on
     * these files, so a file that cannot be written is only logged.
     */
    static void heal(Home home, Outbox outbox) {
        try {
            outbox.recent(MOST_PINGS).stream()
                    .filter(ping -> ping.state().isQueued() || !Files.exists(home.payloadFile(ping.period())))
                    .flatMap(ping -> outbox.find(ping.pingId()).stream())
                    .forEach(ping -> write(home, ping));
        } catch (UncheckedIOException e) {
            LOG.warn("a payload file is not written, the ping itself is safe: {}", String.valueOf(e.getCause()));
        }
    }

    public static void write(Home home, Ping ping) {
        Path file = home.payloadFile(ping.period());
        if (ping.content().isDropped()) {
            return;
        }
        try {
            byte[] json = ping.json();
            // The period may now have a ping of another instance.
            if (holds(file, json)) {
                return;
            }
            PrivateFiles.makeFolderOf(file);
            Path next = file.resolveSibling(file.getFileName() + ".next");
            PrivateFiles.write(next, json);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("The payload file cannot be written; the ping itself is safe.", e);
        }
    }

    private static boolean holds(Path file, byte[] json) {
        try {
            return Arrays.equals(new RegularFile(file, Integer.MAX_VALUE - 1).bytes(), json);
        } catch (IOException e) {
            // Missing or unreadable: replace it.
            return false;
        }
    }
}
