package io.serviceping.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help.Ansi;

class TerminalTest {
    private static Map<String, String> variables(String assignments) {
        return Arrays.stream(assignments.split(" "))
                .map(one -> one.split("=", 2))
                .collect(Collectors.toMap(one -> one[0], one -> one[1]));
    }

    @ParameterizedTest
    @CsvSource({
        "132,true,132",
        "0,true,80",
        "12,true,40",
        "132,false,80",
    })
    void isAsWideAsTheTerminal(int measured, boolean isTerminal, int width) {
        assertThat(Terminal.of(Map.of(), isTerminal, false, false, () -> measured)
                        .width())
                .isEqualTo(width);
    }

    @ParameterizedTest
    @CsvSource({"100,100", "x,132", "0,132", "-5,132", "'',132"})
    void isAsWideAsColumnsSays(String columns, int width) {
        assertThat(Terminal.of(Map.of("COLUMNS", columns), true, true, false, () -> 132)
                        .width())
                .isEqualTo(width);
    }

    @ParameterizedTest
    @CsvSource({
        "X=1,true,ON",
        "X=1,false,OFF",
        "NO_COLOR=1,true,OFF",
        "NO_COLOR=,true,ON",
        "NO_COLOR=1 CLICOLOR_FORCE=1,true,OFF",
        "CLICOLOR_FORCE=1,false,ON",
        "CLICOLOR_FORCE=0,false,OFF",
        "CLICOLOR_FORCE=1 CLICOLOR=0,false,ON",
        "CLICOLOR=0,true,OFF",
        "CLICOLOR=1,false,OFF",
        "TERM=dumb,true,OFF"
    })
    void hasColourOnATerminalOrAsTheVariablesSay(String variables, boolean isTerminal, Ansi expected) {
        Terminal terminal = Terminal.of(variables(variables), isTerminal, false, false, () -> 80);

        assertThat(Screen.out(new PrintWriter(new StringWriter()), terminal).ansi())
                .isEqualTo(expected);
    }

    @Test
    void isNoneInATest() {
        assertThat(Terminal.here(System.getenv()).out()).isFalse();
    }
}
