package io.serviceping.time;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One ISO 8601 week in UTC, written {@code 2026-W46}.
 *
 * @param monday the first day of the week
 */
public record Period(LocalDate monday) implements Comparable<Period> {
    private static final Pattern FORM = Pattern.compile("(\\d{4})-W(\\d{2})");

    public Period {
        if (monday.getDayOfWeek() != DayOfWeek.MONDAY) {
            throw new IllegalArgumentException("monday must be a Monday but was " + monday);
        }
    }

    /**
     * Parses a period such as {@code 2026-W46}.
     *
     * @throws IllegalArgumentException when the text is not an existing week
     */
    public static Period parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("period must be an ISO week like 2026-W46 but was '" + text + "'");
        }
        try {
            // 4 January always lies in week 1.
            LocalDate monday = LocalDate.of(Integer.parseInt(matcher.group(1)), 1, 4)
                    .with(IsoFields.WEEK_OF_WEEK_BASED_YEAR, Integer.parseInt(matcher.group(2)))
                    .with(DayOfWeek.MONDAY);
            Period period = new Period(monday);
            // Week 53 of a year of 52 weeks is read as week 1 of the next year.
            if (period.toString().equals(text)) {
                return period;
            }
        } catch (DateTimeException e) {
            throw noSuchWeek(text, e);
        }
        throw noSuchWeek(text, null);
    }

    private static IllegalArgumentException noSuchWeek(String text, @Nullable DateTimeException cause) {
        return new IllegalArgumentException("period must be a week that exists but was '" + text + "'", cause);
    }

    /** The last week that was complete at this instant. */
    public static Period lastCompleteAt(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        return new Period(today.with(DayOfWeek.MONDAY).minusWeeks(1));
    }

    /** The end of the period: 00:00 UTC on the next Monday. Every window ends there. */
    public Instant asOf() {
        return monday.plusWeeks(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    public Period previous() {
        return new Period(monday.minusWeeks(1));
    }

    public Period next() {
        return new Period(monday.plusWeeks(1));
    }

    @Override
    public int compareTo(Period other) {
        return monday.compareTo(other.monday);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%04d-W%02d",
                monday.get(IsoFields.WEEK_BASED_YEAR),
                monday.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }
}
