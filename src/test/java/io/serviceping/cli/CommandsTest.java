package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.cli.console.CliContext;
import io.serviceping.cli.console.Interruption;
import io.serviceping.cli.console.Screen;
import io.serviceping.testing.TestDatabase;
import io.serviceping.time.TimeSource;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;

class CommandsTest {
    private static final CommonOptions ANY = new CommonOptions(new CliContext(
            Screen.plain(new PrintWriter(Writer.nullWriter())),
            Screen.plain(new PrintWriter(Writer.nullWriter())),
            Map.of(),
            List.of(),
            TimeSource.of(Clock.systemUTC()),
            new Interruption()));

    @ParameterizedTest
    @CsvSource({
        "status --json,status",
        "--home status status,status",
        "--home=run --verbose new-instance --help,new-instance",
        "redrive run,redrive"
    })
    void makesOnlyTheOneThatIsNamed(String arguments, String name) {
        assertThat(made(arguments)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"--help status", "statu", "--version run", "-h", "--home run", "--hom run"})
    void makesAllWhereNoneIsNamedFirst(String arguments) {
        assertThat(made(arguments)).startsWith("run preview validate").endsWith("demo");
    }

    @Test
    void eachIsCalledAsItsAnnotationSays(@TempDir Path folder) {
        for (String name : made("").split(" ", -1)) {
            assertThat(made(name)).isEqualTo(name);
            assertThat(Installation.on(TestDatabase.H2, folder)
                            .run(name, "--help")
                            .out())
                    .startsWith("Usage: service-ping " + name);
        }
    }

    /** Their names. The options that all share are not needed to make them. */
    private static String made(String arguments) {
        return Commands.askedFor(List.of(arguments.split(" ", -1)), ANY)
                .map(command -> command.getClass().getAnnotation(Command.class).name())
                .collect(Collectors.joining(" "));
    }
}
