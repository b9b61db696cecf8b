package io.serviceping.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private static final Terminal NARROW = new Terminal(true, true, 40, Optional.empty(), false);
    private static final String SENTENCE =
            "Not delivered, but safe in the outbox: the ping of 2026-W46, 0b6d0f3c-0001-4000-8000-000000000000 is waiting";

    private final StringWriter written = new StringWriter();

    private Screen on(Terminal terminal) {
        return Screen.out(new PrintWriter(written), terminal);
    }

    private static Terminal file(boolean ascii) {
        return new Terminal(false, false, 40, Optional.empty(), ascii);
    }

    @Test
    void wrapsASentenceAtBlanksOnATerminal() {
        on(NARROW).prose("  " + SENTENCE);

        assertThat(written).hasToString("""
                  Not delivered, but safe in the outbox:
                    the ping of 2026-W46,
                    0b6d0f3c-0001-4000-8000-000000000000
                    is waiting
                """);
    }

    @Test
    void leavesALineALineElsewhere() {
        on(file(false)).prose(SENTENCE);
        on(file(false)).labelled(Tone.BAD, "waiting", 11, SENTENCE);

        assertThat(written).hasToString(SENTENCE + "\nwaiting    " + SENTENCE + "\n");
    }

    @Test
    void wrapsBelowTheTextBehindALabelWhichAloneHasColour() {
        on(NARROW).labelled(Tone.BAD, "missing", 11, "2026-W44 (no run found Service Ping on)");

        assertThat(written).hasToString("""
                \u001b[31m\u001b[1mmissing\u001b[0m    2026-W44 (no run found
                           Service Ping on)
                """);
    }

    @Test
    void cutsNoTableAndNoSql() {
        on(NARROW).line("    " + SENTENCE);

        assertThat(written).hasToString("    " + SENTENCE + "\n");
    }

    @Test
    void escapesWhatCommandsTheTerminal() {
        on(NARROW).labelled(Tone.GOOD, "a\u001b[2J", 9, "b\u001b[31m");

        assertThat(written.toString()).contains("a\\u001b[2J", "b\\u001b[31m");
    }

    @Test
    void spellsLettersThatTheLocaleLacksButNotInJson() {
        on(file(true)).prose("geprüft … \uD83D\uDE00");
        on(file(true)).document("{\"reason\":\"geprüft\"}");
        on(file(false)).prose("geprüft … \uD83D\uDE00");

        assertThat(written).hasToString("""
                gepr\\u00fcft ... \\ud83d\\ude00
                {"reason":"geprüft"}
                geprüft … \uD83D\uDE00
                """);
    }
}
