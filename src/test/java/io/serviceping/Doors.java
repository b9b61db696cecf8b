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

/** The types that a room's package-info names as doors: other stages may use only these types of the room. */
final class Doors {
    private static final Pattern DOORS = Pattern.compile("Doors:([^.]*)\\.");
    private static final Pattern LINK = Pattern.compile("\\{@link (\\w+)}");

    private Doors() {}

    /** Doors by the room's name below the root. A package whose package-info has no line about doors belongs to no room. */
    static Map<String, Set<String>> read(Path root) throws IOException {
        Map<String, Set<String>> doors = new TreeMap<>();
        for (Path file : SourceFiles.below(root, "package-info.java")) {
            Matcher named = DOORS.matcher(Files.readString(file).replaceAll("\\n \\*", " "));
            if (named.find()) {
                String room = root.relativize(file.getParent()).toString().replace('/', '.');
                Matcher links = LINK.matcher(named.group(1));
                doors.put(room, links.results().map(link -> link.group(1)).collect(Collectors.toSet()));
            }
        }
        return doors;
    }
}
