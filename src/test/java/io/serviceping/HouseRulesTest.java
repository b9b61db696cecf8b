package io.serviceping;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule that finds nothing would pass unnoticed. Here each rule must find a small class that violates it. */
class HouseRulesTest {
    private static final String ROOT = "io.serviceping.violating";
    private static final HouseRules RULES = new HouseRules(ROOT);
    private static final JavaClasses VIOLATING = new ClassFileImporter().importPackages(ROOT);

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(RULES.noPackageCycles(), "CyclicFacts"),
                Arguments.of(RULES.stage("plan", "definition"), "ScanThatKnowsAResult"),
                Arguments.of(RULES.stage("count", "plan", "definition"), "StageThatKnowsTheJob"),
                Arguments.of(RULES.room("count.range", "count.catalog"), "RangeThatKnowsItsSpan"),
                Arguments.of(RULES.roomsDoNotKnowTheirStage("plan"), "CyclicFacts"),
                Arguments.of(RULES.roomsAreEnteredByTheirDoors("count.span", Set.of("SpanScanner")), "UndrawnSpan"),
                Arguments.of(RULES.knowsTheJdkAlone("job"), "BatchPreview"),
                Arguments.of(RULES.isKnownOnlyTo("job", "cli"), "StageThatKnowsTheJob"),
                Arguments.of(RULES.springBatchStaysIn("job.run"), "BatchPreview"),
                Arguments.of(RULES.holdsDataAlone("plan.scan", "plan.query.Sql"), "StatementThatNarrows"),
                Arguments.of(RULES.holdsDataAlone("plan.scan", "plan.query.Sql"), "ScanThatMakesSql"),
                Arguments.of(RULES.httpStaysIn("submit"), "StageThatSends"),
                Arguments.of(RULES.writtenSqlIsParsedNotMatched("plan", "count"), "SqlMatcher"),
                Arguments.of(RULES.timeComesThroughTheConstructor(), "ClockHelper"),
                Arguments.of(RULES.onlyOneClassEndsTheProcess("ServicePing"), "ProcessEnd"),
                Arguments.of(RULES.namesSayWhatAClassIs(), "ClockHelper"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void eachRuleFindsTheClassThatViolatesIt(ArchRule rule, String violator) {
        assertThat(rule.evaluate(VIOLATING).getFailureReport().getDetails())
                .anySatisfy(detail -> assertThat(detail).contains(violator));
    }

    @Test
    void findsWhichDoorsAnotherStageUses() {
        assertThat(RULES.doorsInUse(VIOLATING, "count.span")).containsExactly("UndrawnSpan");
        assertThat(RULES.doorsInUse(VIOLATING, "plan.scan")).isEmpty();
    }

    @Test
    void aProgramOfWhichAllIsPublicHidesNothing() {
        assertThat(HouseRules.packagePrivateShare(VIOLATING)).isZero();
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void whatIsAllowedPasses(ArchRule rule) {
        assertThat(rule.evaluate(VIOLATING).getFailureReport().getDetails()).isEmpty();
    }

    static Stream<ArchRule> allowed() {
        return Stream.of(
                RULES.stage("plan", "count"),
                RULES.room("count.range", "count.span"),
                RULES.roomsDoNotKnowTheirStage("count"),
                RULES.roomsAreEnteredByTheirDoors("count.span", Set.of("UndrawnSpan")),
                RULES.springBatchStaysIn("job"),
                RULES.holdsDataAlone("count.span", "plan.query.Sql"),
                RULES.httpStaysIn("count"));
    }
}
