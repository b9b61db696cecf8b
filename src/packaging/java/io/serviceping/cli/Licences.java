package io.serviceping.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The licences of what a release contains: a list, and the texts that the libraries bring.
 *
 * @param components the list of components, in CycloneDX's JSON
 */
record Licences(Path components) {
    private static final Pattern TEXT =
            Pattern.compile("META-INF/[^/]*(licen[cs]e|notice)[^/]*", Pattern.CASE_INSENSITIVE);

    void write(Path libraries, Path folder) throws IOException {
        PackageFiles.write(folder.resolve("LIST.txt"), list());
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(libraries, "*.jar")) {
            for (Path jar : jars) {
                copyTexts(jar, folder.resolve(jar.getFileName().toString().replaceFirst("\\.jar$", "")));
            }
        }
    }

    private String list() throws IOException {
        JsonNode list = JsonMapper.shared().readTree(Files.readString(components));
        return elements(list.path("components"))
                .map(component -> component.path("group").asString() + ":"
                        + component.path("name").asString() + ":"
                        + component.path("version").asString() + "  "
                        + licences(component))
                .sorted()
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String licences(JsonNode component) {
        String names = elements(component.path("licenses")).map(Licences::name).collect(Collectors.joining(" or "));
        if (names.isEmpty()) {
            throw new IllegalStateException(
                    "No licence is known for " + component.path("purl").asString());
        }
        return names;
    }

    private static String name(JsonNode choice) {
        JsonNode licence = choice.path("license");
        String name = choice.path("expression")
                .asString(licence.path("id").asString(licence.path("name").asString("")));
        String url = licence.path("url").asString("");
        return url.isEmpty() ? name : name + " (" + url + ")";
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static void copyTexts(Path jar, Path folder) throws IOException {
        try (ZipFile content = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : content.stream().map(ZipEntry.class::cast).toList()) {
                if (TEXT.matcher(entry.getName()).matches()) {
                    Path file = folder.resolve(Path.of(entry.getName()).getFileName());
                    Files.createDirectories(folder);
                    try (InputStream text = content.getInputStream(entry)) {
                        Files.write(file, text.readAllBytes());
                    }
                }
            }
        }
    }
}
