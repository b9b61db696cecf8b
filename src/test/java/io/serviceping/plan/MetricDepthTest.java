package io.serviceping.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.definition.TimestampColumn;
import io.serviceping.definition.TimestampUnit;
import io.serviceping.definition.sql.InvalidSelectException;
import io.serviceping.definition.sql.MetricSelect;
import io.serviceping.plan.query.SelectAnalyzer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A metric that is accepted can be walked on a small stack. A deeper metric is refused when its definition is read,
 * every time.
 */
class MetricDepthTest {
    private static final TimestampColumn WINDOW = new TimestampColumn("created_at", TimestampUnit.TIMESTAMP);

    /** Half of the JVM's default thread stack, in bytes. */
    private static final long SMALL_STACK = 512L << 10;

    private static final int[] TERMS = {40, 95, 380, 1_500, 20_000};

    private record Form(String name, String begin, String again, String middle, String end, String last) {
        String of(int terms) {
            return begin + again.repeat(terms) + middle + end.repeat(terms) + last;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Form> forms() {
        return Stream.of(
                new Form("or", "select count(*) from t where kind = 0", " or kind = 1", "", "", ""),
                new Form("and", "select count(*) from t where kind = 0", " and kind <> 1", "", "", ""),
                new Form("plus", "select sum(a", " + b", ") from t", "", ""),
                new Form("concatenation", "select max(a", " || b", ") from t", "", ""),
                new Form("casts", "select max(a", "::int", ") from t", "", ""),
                new Form("stars", "select count(*)", " + count(*)", " from t", "", ""),
                new Form("dots", "select max(a", ".b", ") from t", "", ""),
                new Form("not", "select count(*) from t where ", "not ", "a", "", ""),
                new Form("brackets", "select count(*) from t where ", "(", "a = 1", ")", ""),
                new Form("or in brackets", "select count(*) from t where ", "(a = 1 or ", "b = 2", ")", ""),
                new Form("functions", "select sum(", "abs(", "a", ")", ") from t"),
                new Form("functions of two", "select sum(", "coalesce(a, ", "1", ")", ") from t"),
                new Form("nested case", "select sum(", "case when a = 1 then 0 else ", "1", " end", ") from t"),
                new Form("case", "select sum(case", " when a = 1 then 2", " end) from t", "", ""),
                new Form("in", "select count(*) from t where a in (1", ", 2", ")", "", ""),
                new Form(
                        "subqueries",
                        "select count(*) from t where ",
                        "a in (select a from t where ",
                        "a = 1",
                        ")",
                        ""),
                new Form("sources", "select count(*) from ", "(select 1 from ", "t", ") x", ""),
                new Form("union", "select count(*) from (select 1", " union select 1", ") x", "", ""),
                new Form("joins", "select count(*) from t", " join u on a = b", "", "", ""),
                new Form("arrays", "select count(*) from t where a = ", "array[", "1", "]", ""));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void isWalkedOrRefused(Form form) throws Exception {
        Map<Integer, String> outcomes = new TreeMap<>();
        for (int terms : TERMS) {
            outcomes.put(terms, onASmallStack(form.of(terms)));
        }

        assertThat(outcomes).allSatisfy((terms, outcome) -> assertThat(outcome).matches("walked|refused"));
        assertThat(outcomes).containsEntry(40, "walked").containsEntry(20_000, "refused");
    }

    private static String onASmallStack(String sql) throws Exception {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        outcome.complete(walk(sql));
                    } catch (StackOverflowError e) {
                        outcome.complete("overflow at " + e.getStackTrace()[0]);
                    }
                },
                "small-stack",
                SMALL_STACK);
        thread.start();
        return outcome.get();
    }

    private static String walk(String sql) {
        try {
            MetricSelect select = MetricSelect.parse(sql);
            SelectAnalyzer.read(select, Optional.of(WINDOW));
            return new WindowInserter(WINDOW).addedTo(select).isPresent() ? "walked" : "no window";
        } catch (InvalidSelectException e) {
            return String.valueOf(e.getMessage()).matches("is (nested too deeply|too long): .*")
                    ? "refused"
                    : String.valueOf(e.getMessage());
        }
    }
}
