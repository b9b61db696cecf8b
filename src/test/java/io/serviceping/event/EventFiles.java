package io.serviceping.event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Definitions of events for tests. */
public final class EventFiles {
    /** The example of the reference. */
    public static final String PACKAGE_PULLED = """
            name: package_pulled
            number: 17
            description: Somebody, or a pipeline, downloaded a package.
            product_group: packages
            status: active
            milestone: "4.3"
            data_category: optional
            expires: "5.0"
            identifiers:
              user:    { by: [format] }
              project: {}
            union: packages
            properties:
              format:  { description: Kind of package., values: [maven, npm, pypi] }
              source:  { description: Where it was asked for., values: [ui, api, pipeline] }
            sum:
              bytes:   { description: Size of what was sent., unit: By, max: 1000000000000 }
            """;

    private EventFiles() {}

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
