package io.serviceping;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The architecture rules, each with its reason. {@link HouseRulesTest} checks that each rule finds a violation. */
@AnalyzeClasses(packages = "io.serviceping", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final HouseRules RULES = new HouseRules("io.serviceping");

    @ArchTest
    static final ArchRule noPackageCycles = RULES.noPackageCycles();

    @ArchTest
    static final ArchRule definitionsStandAlone = RULES.stage("definition");

    @ArchTest
    static final ArchRule eventsKnowDefinitionsAndTheSdk = RULES.stage("event", "definition", "events");

    @ArchTest
    static final ArchRule onlyTheJobAndTheCommandLineKnowEvents = RULES.isKnownOnlyTo("event", "job", "cli");

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
    static final ArchRule theSdkKnowsTheJdkAlone = RULES.knowsTheJdkAlone("events");

    @ArchTest
    static final ArchRule onlyDefinitionsOfEventsKnowTheSdk = RULES.isKnownOnlyTo("events", "event");

    @ArchTest
    static final ArchRule theStateDatabaseKnowsNoStage = RULES.stage("state");

    @ArchTest
    static final ArchTests planning = ArchTests.in(PlanRooms.class);

    @ArchTest
    static final ArchTests counting = ArchTests.in(CountRooms.class);

    @ArchTest
    static final ArchTests others = ArchTests.in(OtherRooms.class);

    @ArchTest
    static final ArchRule onlyTheCommandLineStartsTheJob = RULES.isKnownOnlyTo("job", "cli", "watch", "doctor");

    @ArchTest
    static final ArchRule onlyTheCommandLineWatches = RULES.isKnownOnlyTo("watch", "cli", "doctor");

    @ArchTest
    static final ArchRule onlyTheCommandLineCallsTheDoctor = RULES.isKnownOnlyTo("doctor", "cli");

    @ArchTest
    static final ArchRule nothingKnowsTheCommandLine = RULES.isKnownOnlyTo("cli");

    @ArchTest
    static final ArchRule springBatchStaysAtTheEdge = RULES.springBatchStaysIn("job.run");

    @ArchTest
    static final ArchRule pingsAreSentFromOnePlace = RULES.httpStaysIn("submit.http", "conformance");

    @ArchTest
    static final ArchRule writtenSqlIsParsedNotMatched = RULES.writtenSqlIsParsedNotMatched("plan", "count");

    @ArchTest
    static final ArchRule timeComesThroughTheConstructor = RULES.timeComesThroughTheConstructor();

    @ArchTest
    static final ArchRule onlyMainEndsTheProcess = RULES.onlyOneClassEndsTheProcess("ServicePing");

    @ArchTest
    static final ArchRule namesSayWhatAClassIs = RULES.namesSayWhatAClassIs();

    @ArchTest
    static void roomsAreEnteredByTheirDoors(JavaClasses program) throws IOException {
        Map<String, Set<String>> rooms = Doors.read(Path.of("src/main/java/io/serviceping"));
        rooms.forEach(
                (room, doors) -> RULES.roomsAreEnteredByTheirDoors(room, doors).check(program));
        assertThat(rooms.entrySet().stream()
                        .flatMap(room -> room.getValue().stream()
                                .filter(door -> !RULES.doorsInUse(program, room.getKey())
                                        .contains(door))
                                .map(door -> room.getKey() + "." + door)))
                .as("doors that no other stage uses")
                .isEmpty();
    }

    @ArchTest
    static void whatNoOtherPackageNeedsIsNotPublic(JavaClasses program) {
        assertThat(HouseRules.packagePrivateShare(program)).isGreaterThanOrEqualTo(0.45);
    }

    /** plan > fusion > scan > facts > query > aggregate. */
    static final class PlanRooms {
        @ArchTest
        static final ArchRule aggregate = RULES.room("plan.aggregate");

        @ArchTest
        static final ArchRule query = RULES.room("plan.query", "plan.aggregate");

        @ArchTest
        static final ArchRule facts = RULES.room("plan.facts", "plan.query", "plan.aggregate");

        @ArchTest
        static final ArchRule scan = RULES.room("plan.scan", "plan.facts", "plan.query", "plan.aggregate");

        @ArchTest
        static final ArchRule data = RULES.holdsDataAlone("plan.scan", "plan.query.Fragment");

        @ArchTest
        static final ArchRule fusion =
                RULES.room("plan.fusion", "plan.scan", "plan.facts", "plan.query", "plan.aggregate");
    }

    /** count > incremental > span > range > catalog > database; span > accumulator > distinct, result. */
    static final class CountRooms {
        private static final String[] BELOW_SPAN = {
            "count.range", "count.catalog", "count.database", "count.accumulator", "count.distinct", "count.result"
        };

        @ArchTest
        static final ArchRule database = RULES.room("count.database");

        @ArchTest
        static final ArchRule distinct = RULES.room("count.distinct");

        @ArchTest
        static final ArchRule result = RULES.room("count.result");

        @ArchTest
        static final ArchRule catalog = RULES.room("count.catalog", "count.database");

        @ArchTest
        static final ArchRule range = RULES.room("count.range", "count.catalog", "count.database");

        @ArchTest
        static final ArchRule accumulator = RULES.room("count.accumulator", "count.distinct", "count.result");

        @ArchTest
        static final ArchRule span = RULES.room("count.span", BELOW_SPAN);

        @ArchTest
        static final ArchRule incremental = RULES.room(
                "count.incremental",
                Stream.concat(Stream.of("count.span"), Stream.of(BELOW_SPAN)).toArray(String[]::new));

        @ArchTest
        static final ArchRule rooms = RULES.roomsDoNotKnowTheirStage("count");
    }

    static final class OtherRooms {
        @ArchTest
        static final ArchRule installation = RULES.room("job.installation");

        @ArchTest
        static final ArchRule delivery = RULES.room("job.delivery", "job.installation");

        @ArchTest
        static final ArchRule run = RULES.room("job.run", "job.delivery", "job.installation");

        @ArchTest
        static final ArchRule preview = RULES.room("job.preview", "job.installation");

        @ArchTest
        static final ArchRule status = RULES.room("job.status", "job.installation");

        @ArchTest
        static final ArchRule http = RULES.room("submit.http");

        @ArchTest
        static final ArchRule sql = RULES.room("definition.sql");

        @ArchTest
        static final ArchRule definitionFile = RULES.room("definition.file");

        @ArchTest
        static final ArchRule console = RULES.room("cli.console");

        @ArchTest
        static final ArchRule json = RULES.room("cli.json", "cli.console");

        @ArchTest
        static final ArchRule log = RULES.room("cli.log");

        @ArchTest
        static final ArchRule watchCommands = RULES.room("cli.watch", "cli.console", "cli.json");

        @ArchTest
        static final ArchRule setupCommands = RULES.room("cli.setup", "cli.console", "cli.json");

        @ArchTest
        static final ArchRule collectorAnswer = RULES.room("collector.answer");

        @ArchTest
        static final ArchRule eventStore = RULES.room("events.store");

        @ArchTest
        static final ArchRule collectorStore = RULES.room("collector.store", "collector.answer");
    }
}
