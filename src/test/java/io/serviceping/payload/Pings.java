package io.serviceping.payload;

import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.definition.KeyPath;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.ValueType;
import io.serviceping.plan.scan.PlannedMetric;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

final class Pings {
    static final String SECRET = "relation \"salaries_of_jane_doe\" does not exist on db7.corp.example";

    private static final Heading HEADING = new Heading(
            UUID.fromString("5f2d1a9c-77b1-4f5b-8a5e-94c3b0f7d202"),
            12,
            UUID.fromString("2c9d8e71-1f3a-4a8e-b6b5-0d1f7f6e5a11"),
            "scheduled",
            "2026-W46",
            Instant.parse("2026-11-16T00:00:00Z"),
            Instant.parse("2026-11-16T03:10:00.123Z"),
            UUID.fromString("7a1c9f0e-8d44-4b53-a1f4-1f4d6a9b3c10"),
            new Product("Tracker", "4.2.1", "community"),
            2);

    private static final Heading FIRST = new Heading(
            UUID.fromString("0b0e7c5e-2f5f-4c0e-9f0b-6a3a1c1d2e01"),
            1,
            null,
            "manual",
            "2020-W53",
            Instant.parse("2021-01-04T00:00:00Z"),
            Instant.parse("2021-01-04T00:00:00Z"),
            HEADING.instanceId(),
            new Product("Träcker 😀", "1.0", null),
            0);

    private Pings() {}

    /** An instance's twelfth ping, with every kind of value and every reason for a missing one. */
    static Payload full() {
        return new Payload(
                HEADING,
                List.of(
                        counted("counts.issues", TimeFrame.ALL, number("4211")),
                        counted("counts.issues_monthly", TimeFrame.DAYS_28, number("0")),
                        missing("counts.issues_weekly", Outcome.Why.TIMEOUT),
                        missing("counts.salaries", Outcome.Why.ERROR),
                        missing("counts.secret", Outcome.Why.EXCLUDED),
                        counted("sums.bytes", TimeFrame.ALL, number("27670116110564327421")),
                        counted("sums.nothing", TimeFrame.ALL, new MetricValue.Null()),
                        counted("sums.round", TimeFrame.ALL, number("1E+2")),
                        counted("averages.tiny", TimeFrame.ALL, number("1.50E-7")),
                        counted("averages.exact", TimeFrame.ALL, number("-123456789012345678901234567890.123456789")),
                        counted("settings.deep.er.flag", TimeFrame.NONE, new MetricValue.Truth(false)),
                        counted(
                                "settings.deep.name",
                                TimeFrame.NONE,
                                new MetricValue.Text("gr\u00fc\u00dfe \u20ac\ud83d\ude00 \" \\ / \n\u0001")),
                        counted("distribution.by_state", TimeFrame.DAYS_7, groups())));
    }

    /** An instance's first ping, complete. */
    static Payload first() {
        return new Payload(
                FIRST,
                List.of(
                        counted("counts.users", TimeFrame.ALL, number("7")),
                        missing("counts.secret", Outcome.Why.EXCLUDED)));
    }

    /** A ping with two objects that had too many groups: the rest of one has a value, the rest of the other has not. */
    static Payload cut() {
        return new Payload(
                HEADING,
                List.of(
                        counted("by_country.users", TimeFrame.ALL, cut(99, 140, Optional.of("other"))),
                        counted("by_plan.average", TimeFrame.ALL, cut(99, 2, Optional.empty())),
                        counted(
                                "by_team.users",
                                TimeFrame.ALL,
                                new MetricValue.Grouped(
                                        new LinkedHashMap<>(Map.of("null_2", number("7"))),
                                        Optional.empty(),
                                        Optional.of("null_2")))));
    }

    private static MetricValue cut(int kept, int folded, Optional<String> key) {
        Map<String, MetricValue> groups = new LinkedHashMap<>();
        for (int group = 0; group < kept; group++) {
            groups.put("g" + group, number(String.valueOf(500 - group)));
        }
        key.ifPresent(name -> groups.put(name, number("1234")));
        return new MetricValue.Grouped(groups, Optional.of(new MetricValue.Cut(kept, folded, key)));
    }

    /** A ping counted this long after the end of its period. */
    static Payload recordedAfter(Duration late, MetricResult... results) {
        Heading heading = new Heading(
                HEADING.pingId(),
                HEADING.sequence(),
                HEADING.previousPingId(),
                "backfill",
                HEADING.period(),
                HEADING.asOf(),
                HEADING.asOf().plus(late),
                HEADING.instanceId(),
                HEADING.product(),
                0);
        return new Payload(heading, Arrays.asList(results));
    }

    static Payload of(MetricResult... results) {
        return new Payload(HEADING, Arrays.asList(results));
    }

    static MetricResult counted(String keyPath, TimeFrame frame, MetricValue value) {
        return new MetricResult(metric(keyPath, frame), new Outcome.Counted(value), Duration.ofNanos(40_999_999));
    }

    static MetricResult missing(String keyPath, Outcome.Why why) {
        @Nullable String detail = why == Outcome.Why.EXCLUDED ? null : SECRET;
        return new MetricResult(
                metric(keyPath, TimeFrame.DAYS_7),
                new Outcome.Unavailable(why, "why " + why.text(), detail),
                why == Outcome.Why.EXCLUDED ? Duration.ZERO : Duration.ofSeconds(15));
    }

    static MetricValue number(String text) {
        return new MetricValue.Numeric(new BigDecimal(text));
    }

    private static MetricValue groups() {
        Map<String, MetricValue> groups = new LinkedHashMap<>();
        groups.put("open", number("2"));
        groups.put("null", number("1E+1"));
        groups.put("any key, 1.0", new MetricValue.Null());
        return new MetricValue.Grouped(groups);
    }

    private static PlannedMetric metric(String keyPath, TimeFrame frame) {
        return new PlannedMetric(new KeyPath(keyPath), frame, ValueType.NUMBER, "a_group");
    }
}
