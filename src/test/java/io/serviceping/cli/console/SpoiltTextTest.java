package io.serviceping.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpoiltTextTest {
    private static final String ASCII = "ANSI_X3.4-1968";

    @Test
    void namesTheArgumentOrVariableAndTheRemedy() {
        assertThat(SpoiltText.in(List.of("run", "--reason", "f\uFFFD\uFFFDr"), Map.of(), ASCII))
                .contains("The argument 'f\uFFFD\uFFFDr' has letters that the locale does not know."
                        + " Set LC_ALL=C.UTF-8 and type the command again.");
        assertThat(SpoiltText.in(List.of("run"), Map.of("SERVICE_PING_HOME", "/gr\uFFFD\uFFFDe", "OTHER", "x"), ASCII))
                .contains("The variable SERVICE_PING_HOME has letters that the locale does not know."
                        + " Set LC_ALL=C.UTF-8 and type the command again.");
    }

    @Test
    void letsAnOptOutWorkWhateverItsReason() {
        assertThat(SpoiltText.in(List.of("opt-out", "--reason", "f\uFFFDr"), Map.of(), ASCII))
                .isEmpty();
        assertThat(SpoiltText.in(List.of("opt-out", "--reason=f\uFFFDr"), Map.of(), ASCII))
                .isEmpty();
        assertThat(SpoiltText.in(List.of("opt-out", "--home", "/f\uFFFDr", "--reason", "x"), Map.of(), ASCII))
                .isPresent();
    }

    @Test
    void takesEveryLetterThatTheLocaleKnows() {
        assertThat(SpoiltText.in(List.of("für", "\uFFFD"), Map.of(), "UTF-8")).isEmpty();
        assertThat(SpoiltText.in(List.of("plain"), Map.of("OTHER", "\uFFFD"), ASCII))
                .isEmpty();
    }
}
