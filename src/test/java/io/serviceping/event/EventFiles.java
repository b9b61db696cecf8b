package io.serviceping.event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Definitions of events for tests. */
public final class EventFiles {
    private static final Path REFERENCE = Path.of("docs/reference/event-definition.md");

    private EventFiles() {}

    /** The example of the reference, {@code package_pulled}. */
    public static String example() throws IOException {
        String text = Files.readString(REFERENCE);
        int begin = text.indexOf("```yaml\n") + "```yaml\n".length();
        return text.substring(begin, text.indexOf("```", begin));
    }

    /** An active event with only the keys that it needs, and these lines. */
    public static String lean(String name, int number, String... lines) {
        return """
                name: %s
                number: %d
                description: An event.
                product_group: packages
                status: active
                milestone: "1.0"
                """.formatted(name, number) + String.join("\n", lines) + "\n";
    }

    /** Writes a file into the home's folder of events. */
    public static void write(Path home, String file, String text) throws IOException {
        Path path = home.resolve("config/events").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
