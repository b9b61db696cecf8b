package io.serviceping;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house rules that a compiler cannot hold, each with its reason; {@link HouseRulesTest} proves that each bites. */
@AnalyzeClasses(packages = "io.serviceping", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final HouseRules RULES = new HouseRules("io.serviceping");

    @ArchTest
    static final ArchRule noPackageCycles = RULES.noPackageCycles();

    @ArchTest
    static final ArchRule definitionsStandAlone = RULES.stage("definition");

    @ArchTest
    static final ArchRule plansComeFromDefinitions = RULES.stage("plan", "definition", "digest");

    @ArchTest
    static final ArchRule countsComeFromPlans = RULES.stage("count", "plan", "definition", "digest");

    @ArchTest
    static final ArchRule payloadsComeFromCounts = RULES.stage("payload", "count", "plan", "definition");

    @ArchTest
    static final ArchRule theOutboxKnowsOnlyBytes = RULES.stage("outbox", "digest");

    @ArchTest
    static final ArchRule submittingKnowsOnlyTheOutbox = RULES.stage("submit", "outbox");

    @ArchTest
    static final ArchRule theCollectorIsAnotherProgram = RULES.stage("collector");

    @ArchTest
    static final ArchRule theCheckOfAnEndpointIsAnotherProgram = RULES.stage("conformance", "collector");

    @ArchTest
    static final ArchRule theStateDatabaseKnowsNoStage = RULES.stage("state");

    @ArchTest
    static final ArchRule onlyTheCommandLineStartsTheJob = RULES.isKnownOnlyTo("job", "cli");

    @ArchTest
    static final ArchRule nothingKnowsTheCommandLine = RULES.isKnownOnlyTo("cli");

    @ArchTest
    static final ArchRule springBatchStaysAtTheEdge = RULES.springBatchStaysIn("job");

    @ArchTest
    static final ArchRule pingsAreSentFromOnePlace = RULES.httpStaysIn("submit", "conformance");

    @ArchTest
    static final ArchRule writtenSqlIsParsedNotMatched = RULES.writtenSqlIsParsedNotMatched("plan", "count");

    @ArchTest
    static final ArchRule timeComesThroughTheConstructor = RULES.timeComesThroughTheConstructor();

    @ArchTest
    static final ArchRule onlyMainEndsTheProcess = RULES.onlyOneClassEndsTheProcess("ServicePing");

    @ArchTest
    static final ArchRule namesSayWhatAClassIs = RULES.namesSayWhatAClassIs();
}
