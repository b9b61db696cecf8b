package io.serviceping.definition;

import io.serviceping.definition.file.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds definitions with the same path in the payload, or with a path below another definition's value. */
final class KeyPathClashes {
    private final Map<KeyPath, KeyPathClaim> taken = new HashMap<>();
    private final TreeMap<String, KeyPathClaim> placed = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private KeyPathClashes() {}

    /**
     * One problem for each two definitions that clash. The problem is reported at the later one, or at the one that is
     * not removed.
     */
    static List<Problem> among(List<KeyPathClaim> claims) {
        KeyPathClashes clashes = new KeyPathClashes();
        claims.stream()
                .sorted(Comparator.comparing(KeyPathClaim::removed).reversed())
                .forEach(clashes::enter);
        return clashes.problems;
    }

    private void enter(KeyPathClaim claim) {
        Map<KeyPathClaim, String> found = new LinkedHashMap<>();
        for (KeyPath path : claim.all()) {
            KeyPathClaim other = taken.putIfAbsent(path, claim);
            if (other != null) {
                found.putIfAbsent(other, path + " is taken by " + other.place() + tombstone(other));
            }
        }
        for (KeyPath path : claim.inPayload()) {
            nested(path)
                    .forEach((otherPath, other) -> found.putIfAbsent(
                            other,
                            path + " cannot be beside " + otherPath + " of " + other.place() + tombstone(other)
                                    + ": one would lie within the other's value"));
        }
        claim.inPayload().forEach(path -> placed.putIfAbsent(path.value(), claim));
        found.values().forEach(message -> problems.add(claim.problem(message)));
    }

    private Map<String, KeyPathClaim> nested(KeyPath path) {
        String value = path.value();
        Map<String, KeyPathClaim> nested = new LinkedHashMap<>();
        for (int dot = value.indexOf('.'); dot >= 0; dot = value.indexOf('.', dot + 1)) {
            KeyPathClaim above = placed.get(value.substring(0, dot));
            if (above != null) {
                nested.put(value.substring(0, dot), above);
            }
        }
        nested.putAll(placed.subMap(value + ".", value + (char) ('.' + 1)));
        return nested;
    }

    private static String tombstone(KeyPathClaim claim) {
        return claim.removed() ? " (removed, but never free again)" : "";
    }
}
