package io.serviceping.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much room there must be on the disk of the state. */
class StateCheckTest {
    private static final long MB = 1 << 20;

    @ParameterizedTest
    @CsvSource({"1, 5000, OK", "1, 100, OK", "1, 99, WARNING", "1, 10, WARNING", "1, 9, CRITICAL", "2049, 5000, NOTE"})
    void warnsBeforeTheDiskIsFull(long size, long free, Finding.Severity severity) {
        Finding finding = StateCheck.disk(size * MB, free * MB, Path.of("/home/state"));

        assertThat(finding.severity()).isEqualTo(severity);
        assertThat(finding.text())
                .isEqualTo("The folder state/ has " + size + " MB; " + free + " MB of its disk are free.");
        if (free < 100) {
            assertThat(finding.remedy()).isEqualTo("Make room on the disk of /home/state.");
        }
    }
}
