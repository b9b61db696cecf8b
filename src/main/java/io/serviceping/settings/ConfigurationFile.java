package io.serviceping.settings;

import io.serviceping.files.RegularFile;
import io.serviceping.files.UnusableFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.TextResourceOrigin.Location;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.yaml.snakeyaml.constructor.DuplicateKeyException;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.parser.ParserException;
import org.yaml.snakeyaml.scanner.ScannerException;

/**
 * {@code config/application.yml}, as read.
 *
 * @param isMissing whether there is no such file
 * @param documents highest precedence first; empty if the file is missing or broken
 * @param problem a problem of the file as a whole
 */
record ConfigurationFile(
        Path path,
        boolean isMissing,
        List<String> lines,
        List<PropertySource<?>> documents,
        Optional<SettingsProblem> problem) {
    static final String NAME = "config/application.yml";

    private static final Pattern PLAIN_SCALAR = Pattern.compile("[\\w.+-]+");

    /** The last file that was parsed: a command asks several times. */
    private static final AtomicReference<@Nullable Parsed> LAST = new AtomicReference<>();

    private record Parsed(ByteBuffer content, ConfigurationFile file) {}

    static ConfigurationFile in(Path home) {
        Path path = home.resolve(NAME);
        try {
            byte[] bytes = new RegularFile(path, RegularFile.ONE_MEGABYTE).bytes();
            Parsed last = LAST.get();
            if (last == null
                    || !last.file().path().equals(path)
                    || !last.content().equals(ByteBuffer.wrap(bytes))) {
                last = new Parsed(ByteBuffer.wrap(bytes), parsed(path, bytes));
                LAST.set(last);
            }
            return last.file();
        } catch (NoSuchFileException e) {
            return new ConfigurationFile(path, true, List.of(), List.of(), Optional.empty());
        } catch (UnusableFileException e) {
            return broken(path, new SettingsProblem(NAME, 0, null, e.getReason(), e.isPermission()));
        } catch (IOException e) {
            return broken(path, 0, "cannot be read: " + e.getMessage());
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            return broken(path, line, "is not valid YAML: " + reason(e));
        } catch (YAMLException e) {
            return broken(path, 0, "is not valid YAML: " + reason(e));
        }
    }

    /** Whether there is a file and its keys are unknown. */
    boolean isBroken() {
        return problem.isPresent() && documents.isEmpty();
    }

    /** A number or truth value as written in the file: YAML would change 1.10 to 1.1, and 010 to 8. */
    Optional<String> plainScalarAt(@Nullable Location location) {
        if (location == null || location.getLine() >= lines.size()) {
            return Optional.empty();
        }
        String line = lines.get(location.getLine());
        Matcher scalar = PLAIN_SCALAR.matcher(line);
        return location.getColumn() < line.length()
                        && scalar.region(location.getColumn(), line.length()).lookingAt()
                ? Optional.of(scalar.group())
                : Optional.empty();
    }

    private static ConfigurationFile parsed(Path path, byte[] bytes) throws IOException {
        List<PropertySource<?>> documents =
                new ArrayList<>(new YamlPropertySourceLoader().load(NAME, new ByteArrayResource(bytes)));
        Collections.reverse(documents);
        Optional<SettingsProblem> problem = documents.size() < 2
                ? Optional.empty()
                : Optional.of(new SettingsProblem(
                        NAME, 0, null, "holds " + documents.size() + " YAML documents: keep everything in one"));
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        return new ConfigurationFile(path, false, lines, List.copyOf(documents), problem);
    }

    private static ConfigurationFile broken(Path path, int line, String message) {
        return broken(path, new SettingsProblem(NAME, line, null, message));
    }

    private static ConfigurationFile broken(Path path, SettingsProblem problem) {
        return new ConfigurationFile(path, false, List.of(), List.of(), Optional.of(problem));
    }

    /** The parser's message, but only if it cannot quote a value, which might be an unquoted password. */
    private static String reason(YAMLException problem) {
        if (problem instanceof MarkedYAMLException marked
                && marked.getProblem() != null
                && (marked instanceof ScannerException
                        || marked instanceof ParserException
                        || marked instanceof DuplicateKeyException)) {
            return marked.getProblem();
        }
        return "a value that starts with one of * & ! % @ ` needs quotes";
    }
}
