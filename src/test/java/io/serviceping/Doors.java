package io.serviceping;

import io.serviceping.testing.SourceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types that a package-info names as doors: the types of the package that other stages use, and no others. */
final class Doors {
    private static final Pattern DOORS = Pattern.compile("Doors:([^.]*)\\.");
    private static final Pattern LINK = Pattern.compile("\\{@link (\\w+)}");

    private Doors() {}

    /**
     * Doors by the package's name below the root.
     *
     * @throws IllegalStateException when a package-info says nothing of doors
     */
    static Map<String, Set<String>> read(Path root) throws IOException {
        Map<String, Set<String>> doors = new TreeMap<>();
        for (Path file : SourceFiles.below(root, "package-info.java")) {
            Matcher named = DOORS.matcher(Files.readString(file).replaceAll("\\n \\*", " "));
            if (!named.find()) {
                throw new IllegalStateException(file + " names no doors; write \"Doors: none.\" if there are none");
            }
            String name = root.relativize(file.getParent()).toString().replace('/', '.');
            doors.put(
                    name,
                    LINK.matcher(named.group(1))
                            .results()
                            .map(link -> link.group(1))
                            .collect(Collectors.toSet()));
        }
        return doors;
    }
}
