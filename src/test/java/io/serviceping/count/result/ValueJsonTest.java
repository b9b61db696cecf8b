package io.serviceping.count.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValueJsonTest {
    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(new MetricValue.Null(), "null"),
                Arguments.of(new MetricValue.Truth(true), "true"),
                Arguments.of(new MetricValue.Text("a\"\\\n\u0000ü😀"), "\"a\\\"\\\\\\n\\u0000ü😀\""),
                Arguments.of(MetricValue.Numeric.of(Long.MIN_VALUE), "-9223372036854775808"),
                Arguments.of(number("1E+2"), "100"),
                Arguments.of(number("1E+30"), "1" + "0".repeat(30)),
                Arguments.of(number("0E+9"), "0"),
                Arguments.of(number("0.000"), "0"),
                Arguments.of(number("1.500"), "1.5"),
                Arguments.of(number("100.00"), "100"),
                Arguments.of(number("1E-30"), "0." + "0".repeat(29) + "1"),
                Arguments.of(
                        number("123456789012345678901234567890.123456789012345678901234567890"),
                        "123456789012345678901234567890.12345678901234567890123456789"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void writesValuesExactlyAndReadsThemBack(MetricValue value, String json) {
        assertThat(ValueJson.write(value)).isEqualTo(json);
        assertThat(ValueJson.read(json)).isEqualTo(value);
    }

    @Test
    void keepsGroupsInTheirOrder() {
        Map<String, MetricValue> groups = new LinkedHashMap<>();
        groups.put("z", MetricValue.Numeric.of(1));
        groups.put("a.b", new MetricValue.Null());
        groups.put("", new MetricValue.Text("x"));
        MetricValue value = new MetricValue.Grouped(groups);

        assertThat(ValueJson.write(value)).isEqualTo("{\"z\":1,\"a.b\":null,\"\":\"x\"}");
        assertThat(ValueJson.write(ValueJson.read(ValueJson.write(value)))).isEqualTo(ValueJson.write(value));
    }

    @Test
    void keepsTheKeyOfNull() {
        Map<String, MetricValue> groups = Map.of("null_2", MetricValue.Numeric.of(1));
        MetricValue all = new MetricValue.Grouped(groups, Optional.empty(), Optional.of("null_2"));
        MetricValue cut = new MetricValue.Grouped(
                groups, Optional.of(new MetricValue.Cut(1, 3, Optional.empty())), Optional.of("null_2"));

        assertThat(ValueJson.write(all)).isEqualTo("[{\"null_2\":1},null,\"null_2\"]");
        assertThat(ValueJson.read(ValueJson.write(all))).isEqualTo(all);
        assertThat(ValueJson.read(ValueJson.write(cut))).isEqualTo(cut);
    }

    @Test
    void keepsWhatBecameOfTooManyGroups() {
        MetricValue value = new MetricValue.Grouped(
                Map.of("kept", MetricValue.Numeric.of(1)),
                Optional.of(new MetricValue.Cut(99, 3, Optional.of("other_2"))));

        assertThat(ValueJson.write(value)).isEqualTo("[{\"kept\":1},{\"kept\":99,\"folded\":3,\"key\":\"other_2\"}]");
        assertThat(ValueJson.read(ValueJson.write(value))).isEqualTo(value);
    }

    private static MetricValue number(String text) {
        return new MetricValue.Numeric(new BigDecimal(text));
    }
}
