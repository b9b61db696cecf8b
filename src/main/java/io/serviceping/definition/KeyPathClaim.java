package io.serviceping.definition;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The key paths one definition takes for itself; a removed one keeps them for ever.
 *
 * @param metrics what it yields, with their names in the payload
 * @param line the line of its {@code key_path}
 */
record KeyPathClaim(KeyPath keyPath, List<Metric> metrics, boolean removed, Path file, int line) {
    List<KeyPath> inPayload() {
        return metrics.stream().map(Metric::keyPath).toList();
    }

    List<KeyPath> all() {
        return Stream.concat(Stream.of(keyPath), inPayload().stream())
                .distinct()
                .toList();
    }

    Problem problem(String message) {
        return new Problem(file, line, keyPath.value(), "key_path: " + message);
    }

    /** For messages of others: {@code file:line}. */
    String place() {
        return file + ":" + line;
    }
}
