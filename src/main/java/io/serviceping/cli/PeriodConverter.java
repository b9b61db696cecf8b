package io.serviceping.cli;

import io.serviceping.time.Period;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 2026-W46}. */
final class PeriodConverter implements ITypeConverter<Period> {
    @Override
    public Period convert(String text) {
        try {
            return Period.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
