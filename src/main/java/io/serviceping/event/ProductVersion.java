package io.serviceping.event;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers that a version begins with. A version without a number is before every other. */
record ProductVersion(List<BigInteger> numbers) implements Comparable<ProductVersion> {
    private static final Pattern NUMBERS = Pattern.compile("v?([0-9]+(\\.[0-9]+)*).*", Pattern.DOTALL);

    ProductVersion {
        numbers = List.copyOf(numbers);
    }

    static ProductVersion of(String text) {
        Matcher found = NUMBERS.matcher(text.strip());
        return new ProductVersion(
                found.matches()
                        ? Arrays.stream(found.group(1).split("\\.", -1))
                                .map(BigInteger::new)
                                .toList()
                        : List.of());
    }

    /** {@code 5} and {@code 5.0} are equal. */
    @Override
    public int compareTo(ProductVersion other) {
        if (numbers.isEmpty() || other.numbers.isEmpty()) {
            return Boolean.compare(other.numbers.isEmpty(), numbers.isEmpty());
        }
        for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
            int order = number(i).compareTo(other.number(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private BigInteger number(int place) {
        return place < numbers.size() ? numbers.get(place) : BigInteger.ZERO;
    }
}
