package io.serviceping.definition;

import io.serviceping.definition.file.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The key paths of one definition. Those of a removed definition stay taken.
 *
 * @param metrics the definition's metrics, with their names in the payload
 * @param line the line of {@code key_path}
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

    /** {@code file:line}, or what has no line, for messages about other definitions. */
    String place() {
        return line == 0 ? file.toString() : file + ":" + line;
    }
}
