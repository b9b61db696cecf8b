package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The checks of Prometheus. Debian's package prometheus has the tool; a test without it is skipped. */
final class Promtool {
    private Promtool() {}

    /** The textfile follows the conventions for names and units. */
    static void check(Path textfile) throws IOException, InterruptedException {
        run(textfile, "check", "metrics");
    }

    /** The rules can be read. */
    static void checkRules(Path rules) throws IOException, InterruptedException {
        run(Path.of("/dev/null"), "check", "rules", rules.toString());
    }

    /** The rules fire as this file of tests says. */
    static void testRules(Path tests) throws IOException, InterruptedException {
        run(Path.of("/dev/null"), "test", "rules", tests.toString());
    }

    private static void run(Path input, String... arguments) throws IOException, InterruptedException {
        Optional<Path> tool = Stream.of("/usr/bin/promtool", "target/promtool/usr/bin/promtool")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(tool.isPresent(), "promtool is not installed");
        List<String> command = new ArrayList<>(List.of(tool.get().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(input.toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
