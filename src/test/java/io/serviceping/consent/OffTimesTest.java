package io.serviceping.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffTimesTest {
    private static final Instant MONDAY = Instant.parse("2026-11-16T00:00:00Z");

    @TempDir
    Path home;

    @BeforeEach
    void makeTheFolder() throws Exception {
        Files.createDirectory(home.resolve("state"));
    }

    private OffTimes times() {
        return new OffTimes(home);
    }

    @Test
    void keepsNothingBackWhereItWasAlwaysOn() throws Exception {
        times().on(MONDAY);

        assertThat(times().include(MONDAY)).isFalse();
        assertThat(times().withdraw()).isFalse();
    }

    @Test
    void keepsBackAllBeforeItWasFirstOn() throws Exception {
        times().off(MONDAY.minusSeconds(60));
        times().on(MONDAY);

        assertThat(times().include(MONDAY.minusSeconds(1_000_000))).isTrue();
        assertThat(times().include(MONDAY)).isTrue();
        assertThat(times().include(MONDAY.plusSeconds(1))).isFalse();
    }

    @Test
    void keepsBackWhatEndedWhileItWasOffAndNothingElse() throws Exception {
        times().on(MONDAY.minusSeconds(300));
        times().off(MONDAY.minusSeconds(200));
        times().off(MONDAY.minusSeconds(150));
        times().on(MONDAY.minusSeconds(100));
        times().on(MONDAY.minusSeconds(90));
        times().off(MONDAY);

        assertThat(times().include(MONDAY.minusSeconds(250))).isFalse();
        assertThat(times().include(MONDAY.minusSeconds(120))).isTrue();
        assertThat(times().include(MONDAY.minusSeconds(50))).isFalse();
        assertThat(times().include(MONDAY.plusSeconds(50))).isTrue();
    }

    @Test
    void withdrawsOnceForEachTimeOff() throws Exception {
        times().on(MONDAY);
        times().off(MONDAY.plusSeconds(1));
        times().on(MONDAY.plusSeconds(2));
        assertThat(times().withdraw()).isTrue();

        times().withdrawn();
        assertThat(times().withdraw()).isFalse();

        times().off(MONDAY.plusSeconds(3));
        assertThat(times().withdraw()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "[]", "{\"off\": [{}], \"withdrawn\": true}", "{\"off\": 1}"})
    void keepsAllBackWhereNobodyCanReadTheFile(String content) throws Exception {
        Files.writeString(home.resolve("state/off-times"), content);

        assertThat(times().withdraw()).isTrue();
        times().on(MONDAY);
        assertThat(times().include(MONDAY.minusSeconds(1))).isTrue();
    }

    @Test
    void leavesNothingBehindWithoutAStateFolder() throws Exception {
        Files.delete(home.resolve("state"));

        times().off(MONDAY);
        times().on(MONDAY);

        assertThat(home.resolve("state")).doesNotExist();
    }
}
