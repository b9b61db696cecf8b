package io.serviceping.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodTest {
    @ParameterizedTest
    @CsvSource({
        "2026-W46, 2026-11-09",
        "2026-W01, 2025-12-29",
        "2026-W53, 2026-12-28",
        "2027-W01, 2027-01-04",
        "2020-W53, 2020-12-28",
        "2021-W01, 2021-01-04",
        "2015-W53, 2015-12-28",
        "2024-W01, 2024-01-01",
        "2018-W52, 2018-12-24",
        "2019-W01, 2018-12-31"
    })
    void readsAndWritesIsoWeeksAcrossTheTurnOfTheYear(String text, LocalDate monday) {
        assertThat(Period.parse(text)).isEqualTo(new Period(monday)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026",
                "2026-46",
                "2026-W4",
                "2026-W046",
                "2026-w46",
                "26-W46",
                "2026W46",
                " 2026-W46",
                "2026-W46 ",
                "2026-W46\n",
                "2026-11-09",
                "٢٠٢٦-W46",
                "-2026-W46"
            })
    void refusesWhatIsNotWrittenLikeAWeek(String text) {
        assertThatThrownBy(() -> Period.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("period must be an ISO week like 2026-W46 but was '" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-W00", "2026-W54", "2026-W99", "2021-W53", "2019-W53", "2025-W53"})
    void refusesAWeekThatDoesNotExist(String text) {
        assertThatThrownBy(() -> Period.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("period must be a week that exists but was '" + text + "'");
    }

    @Test
    void beginsOnAMondayOnly() {
        assertThatThrownBy(() -> new Period(LocalDate.of(2026, 11, 10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("monday must be a Monday but was 2026-11-10");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-16T00:00:00Z, 2026-W46",
        "2026-11-15T23:59:59.999999999Z, 2026-W45",
        "2026-11-18T12:00:00Z, 2026-W46",
        "2026-11-22T23:59:59.999999999Z, 2026-W46",
        "2021-01-04T00:00:00Z, 2020-W53",
        "2021-01-03T23:59:59.999999999Z, 2020-W52",
        "2027-01-04T00:00:00Z, 2026-W53",
        "2026-01-01T00:00:00Z, 2025-W52"
    })
    void isCompleteFromTheFirstInstantOfMondayInUtcWhereverTheMachineIs(Instant now, String period) {
        assertThat(ZoneId.systemDefault()).isEqualTo(ZoneId.of("America/St_Johns"));
        assertThat(Period.lastCompleteAt(now)).hasToString(period);
    }

    @Test
    void endsWhereTheNextOneBegins() {
        Period period = Period.parse("2020-W53");

        assertThat(period.asOf()).isEqualTo(Instant.parse("2021-01-04T00:00:00Z"));
        assertThat(period.next()).hasToString("2021-W01");
        assertThat(Period.lastCompleteAt(period.asOf())).isEqualTo(period);
        assertThat(Period.lastCompleteAt(period.asOf().minusNanos(1)).next()).isEqualTo(period);
    }

    @Test
    void isInOrderAcrossTheTurnOfTheYear() {
        Period earlier = Period.parse("2020-W52");
        Period later = Period.parse("2021-W02");

        assertThat(earlier).isLessThan(later);
    }
}
