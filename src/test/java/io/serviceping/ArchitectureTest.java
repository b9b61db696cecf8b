package io.serviceping;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The house rules that a compiler cannot hold, each with its reason. */
@AnalyzeClasses(packages = "io.serviceping", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule noPackageCycles = SlicesRuleDefinition.slices()
            .matching("io.serviceping.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a reader must be able to follow the stages one way");

    @ArchTest
    static final ArchRule definitionsStandAlone = stage("definition");

    @ArchTest
    static final ArchRule plansComeFromDefinitions = stage("plan", "definition");

    @ArchTest
    static final ArchRule countsComeFromPlans = stage("count", "plan", "definition");

    @ArchTest
    static final ArchRule payloadsComeFromCounts = stage("payload", "count", "plan", "definition");

    @ArchTest
    static final ArchRule theOutboxKnowsOnlyBytes = stage("outbox");

    @ArchTest
    static final ArchRule submittingKnowsOnlyTheOutbox = stage("submit", "outbox");

    @ArchTest
    static final ArchRule theCollectorIsAnotherProgram = stage("collector");

    @ArchTest
    static final ArchRule theCheckOfAnEndpointIsAnotherProgram = stage("conformance");

    @ArchTest
    static final ArchRule theStateDatabaseKnowsNoStage = stage("state");

    @ArchTest
    static final ArchRule onlyTheCommandLineStartsTheJob = noClasses()
            .that()
            .resideOutsideOfPackages("io.serviceping.cli..", "io.serviceping.job..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.serviceping.cli..", "io.serviceping.job..")
            .because("job and command line join the stages; no stage may know how it is joined");

    @ArchTest
    static final ArchRule springBatchStaysAtTheEdge = noClasses()
            .that()
            .resideOutsideOfPackage("io.serviceping.job..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework.batch..")
            .because("the stages must be usable, and testable, without a job");

    @ArchTest
    static final ArchRule pingsAreSentFromOnePlace = noClasses()
            .that()
            .resideOutsideOfPackages("io.serviceping.submit..", "io.serviceping.conformance..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..")
            .because("off means off: there must be one place only that can send a ping to the endpoint;"
                    + " the check of an endpoint makes its pings up, and reads no configuration");

    @ArchTest
    static final ArchRule writtenSqlIsParsedNotMatched = noClasses()
            .that()
            .resideInAnyPackage("io.serviceping.plan..", "io.serviceping.count..")
            .and()
            .doNotHaveSimpleName("Period")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.regex.Pattern")
            .because("the author's SQL is read by a SQL parser, never by regular expressions");

    @ArchTest
    static final ArchRule timeComesThroughTheConstructor = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.time.LocalDate.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("time moves only when a test says so; System.nanoTime measures durations");

    @ArchTest
    static final ArchRule onlyMainEndsTheProcess = noClasses()
            .that()
            .doNotHaveSimpleName("ServicePing")
            .should()
            .callMethod(System.class, "exit", int.class)
            .because("exit codes have one table");

    @ArchTest
    static final ArchRule namesSayWhatAClassIs = classes()
            .should()
            .haveNameNotMatching(".*(Manager|Helper|Utils?|Impl|Constants)")
            .because("such a name says nothing of what the class is");

    private static ArchRule stage(String name, String... known) {
        Set<String> allowed = Stream.concat(Stream.of(name, "files"), Arrays.stream(known))
                .map("io.serviceping."::concat)
                .collect(Collectors.toSet());
        return noClasses()
                .that()
                .resideInAPackage("io.serviceping." + name)
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of another stage than " + allowed,
                        type -> type.getPackageName().startsWith("io.serviceping.")
                                && !allowed.contains(type.getPackageName())))
                .because("the arrows between the stages go one way");
    }
}
