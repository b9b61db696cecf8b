package io.serviceping.event;

import java.nio.file.Path;

/** A name and a number that no other event may have. Those of a removed event stay taken. */
record EventClaim(String name, int number, boolean removed, Path file, int nameLine, int numberLine) {
    /** The file and line, for messages about other definitions. */
    String place() {
        return file + ":" + nameLine + (removed ? " (removed, but never free again)" : "");
    }
}
