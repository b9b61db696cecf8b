package io.serviceping.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Every relative link of a document in a package leads to a file of the same package. */
class PackagedDocumentsTest {
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#\\s]+)[^)]*\\)");
    private static final String SOURCES = "${project.basedir}";

    @Test
    void linksStayInTheArchive() throws Exception {
        Map<Path, Path> packaged = new TreeMap<>();
        for (Element set : elements("src/packaging/archive.xml", "fileSet")) {
            if (texts(set, "directory").contains(SOURCES)) {
                packaged.putAll(files(texts(set, "include"), ""));
            }
        }
        assertLinksStayIn(packaged);
    }

    @Test
    void linksStayInTheDebianPackage() throws Exception {
        Map<Path, Path> packaged = new TreeMap<>();
        for (Element data : elements("pom.xml", "data")) {
            if (texts(data, "src").contains(SOURCES)) {
                List<String> patterns = List.of(texts(data, "includes").get(0).split(","));
                packaged.putAll(files(patterns, texts(data, "prefix").get(0)));
            }
        }
        assertLinksStayIn(packaged);
    }

    private static void assertLinksStayIn(Map<Path, Path> packaged) throws IOException {
        assertThat(packaged).containsKeys(Path.of("README.md"), Path.of("docs/reference/wire.md"));
        for (Path source : packaged.keySet()) {
            String text = source.toString().endsWith(".md") ? Files.readString(source) : "";
            for (MatchResult link : LINK.matcher(text).results().toList()) {
                assertThat(packaged.values())
                        .as("%s in %s", link.group(), source)
                        .contains(packaged.get(source)
                                .resolveSibling(link.group(1))
                                .normalize());
            }
        }
    }

    /** The project's files that match one of these patterns, each with its path in a package. */
    private static Map<Path, Path> files(List<String> patterns, String folder) throws IOException {
        List<PathMatcher> matchers = patterns.stream()
                .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
                .toList();
        Map<Path, Path> files = new TreeMap<>();
        for (String top : List.of("", "config", "cron", "docs", "monitoring", "sdk", "sql")) {
            try (Stream<Path> below = Files.walk(Path.of(top), top.isEmpty() ? 1 : Integer.MAX_VALUE)) {
                below.filter(file -> matchers.stream().anyMatch(matcher -> matcher.matches(file)))
                        .filter(Files::isRegularFile)
                        .forEach(file -> files.put(file, Path.of(folder).resolve(file)));
            }
        }
        return files;
    }

    private static List<Element> elements(String file, String tag) throws Exception {
        return elements(DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of(file).toFile())
                .getElementsByTagName(tag));
    }

    private static List<String> texts(Element element, String tag) {
        return elements(element.getElementsByTagName(tag)).stream()
                .map(Element::getTextContent)
                .toList();
    }

    private static List<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(index -> (Element) nodes.item(index))
                .toList();
    }
}
