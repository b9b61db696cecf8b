package io.serviceping.cli.console;

import io.serviceping.time.Period;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of options. A message says what is allowed; picocli's own would name classes. */
public final class Conversions {
    private Conversions() {}

    /** For all commands of the line. */
    public static void register(CommandLine line) {
        line.registerConverter(Period.class, Conversions::period)
                .registerConverter(Duration.class, reading(Conversions::time, "a time such as 2d, 36h or 10s"))
                .registerConverter(
                        UUID.class, reading(Conversions::id, "an id such as 5b8b921d-2d69-8c7a-8c24-2fbe4ffda87a"))
                .registerConverter(URI.class, reading(URI::create, "a URL such as https://pings.example/pings"));
        ITypeConverter<Integer> number = reading(Conversions::number, "a whole number from 0 to 999999999");
        line.registerConverter(Integer.class, number).registerConverter(int.class, number);
        ITypeConverter<Boolean> truth = reading(Conversions::truth, "true or false");
        line.registerConverter(Boolean.class, truth).registerConverter(boolean.class, truth);
    }

    private interface Reading<T> {
        /** @throws IllegalArgumentException when the text is no such value */
        T read(String text);
    }

    private static <T> ITypeConverter<T> reading(Reading<T> reading, String allowed) {
        return text -> {
            try {
                return reading.read(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' is not " + allowed);
            }
        };
    }

    private static Period period(String text) {
        try {
            return Period.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    private static Duration time(String text) {
        Duration time = DurationStyle.detectAndParse(text);
        if (time.isNegative() || text.matches("\\+?\\d+")) {
            throw new IllegalArgumentException(text);
        }
        return time;
    }

    /** Java also takes shorter ones. */
    private static UUID id(String text) {
        UUID id = UUID.fromString(text);
        if (!id.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException(text);
        }
        return id;
    }

    private static Integer number(String text) {
        if (!text.matches("\\d{1,9}")) {
            throw new IllegalArgumentException(text);
        }
        return Integer.valueOf(text);
    }

    private static Boolean truth(String text) {
        if (!text.matches("true|false")) {
            throw new IllegalArgumentException(text);
        }
        return Boolean.valueOf(text);
    }
}
