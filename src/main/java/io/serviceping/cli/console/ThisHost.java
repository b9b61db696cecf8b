package io.serviceping.cli.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine that this program runs on. */
public final class ThisHost {
    private static final Path LINUX = Path.of("/proc/sys/kernel/hostname");

    private ThisHost() {}

    /** The machine's name. Where the system tells it in a file, no name service is asked. */
    public static String name() {
        try {
            return Files.readString(LINUX).strip();
        } catch (IOException e) {
            return resolved();
        }
    }

    private static String resolved() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
