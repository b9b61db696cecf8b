package io.serviceping.submit;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The Retry-After header (RFC 9110, 10.2.3): seconds, or the one date format that senders may use. */
final class RetryAfter {
    private static final Pattern SECONDS = Pattern.compile("\\d{1,10}");

    private RetryAfter() {}

    /** The wait that was asked for; zero if the date is past. Empty: the value is invalid. */
    static Optional<Duration> parse(String value, Instant now) {
        String text = value.strip();
        if (SECONDS.matcher(text).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
            return Optional.of(date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
