package io.serviceping;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.conditions.ArchConditions.never;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The architecture rules for the packages under one root. {@link ArchitectureTest} applies them to the program, {@link
 * HouseRulesTest} to small classes that violate them. A package's rule also covers its sub-packages.
 */
final class HouseRules {
    private final String root;

    HouseRules(String root) {
        this.root = root;
    }

    ArchRule noPackageCycles() {
        return SlicesRuleDefinition.slices()
                .matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .because("a reader must be able to follow the packages one way");
    }

    /** A stage may use itself, {@code files}, {@code jdbc}, {@code time} and the named stages, with all their rooms. */
    ArchRule stage(String name, String... known) {
        return knowsOnly(
                name,
                Stream.concat(Stream.of(name, "files", "jdbc", "time"), Arrays.stream(known)),
                "the arrows between the stages go one way");
    }

    /** Within its stage, a room may use only itself and the named rooms with their sub-rooms. */
    ArchRule room(String name, String... known) {
        String stage = name.substring(0, name.indexOf('.'));
        DescribedPredicate<JavaClass> allowed = within(Stream.concat(Stream.of(name), Arrays.stream(known)));
        return noClasses()
                .that(within(Stream.of(name)))
                .should()
                .dependOnClassesThat(within(Stream.of(stage)).and(DescribedPredicate.not(allowed)))
                .because("the arrows between the rooms of a stage go one way");
    }

    /** No room may use the types in its stage's own package. */
    ArchRule roomsDoNotKnowTheirStage(String stage) {
        return noClasses()
                .that()
                .resideInAPackage(root + "." + stage + ".(*)..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + "." + stage)
                .because("a stage joins its rooms; no room may know how it is joined");
    }

    ArchRule knowsTheJdkAlone(String name) {
        return classes()
                .that(within(Stream.of(name)))
                .should()
                .onlyDependOnClassesThat(within(Stream.of(name))
                        .or(describe(
                                "are of the JDK, arrays or primitive",
                                type -> type.getPackageName().startsWith("java.")
                                        || type.getPackageName().equals("javax.sql")
                                        || type.isPrimitive()
                                        || type.isArray())))
                .because("who uses the SDK must inherit no dependency");
    }

    ArchRule isKnownOnlyTo(String name, String... users) {
        return noClasses()
                .that(DescribedPredicate.not(within(Stream.concat(Stream.of(name), Arrays.stream(users)))))
                .should()
                .dependOnClassesThat(within(Stream.of(name)))
                .because("job and command line join the stages; no stage may know how it is joined");
    }

    ArchRule springBatchStaysIn(String name) {
        return noClasses()
                .that(DescribedPredicate.not(within(Stream.of(name))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.batch..")
                .because("the stages must be usable, and testable, without a job");
    }

    /** @param sql the type of pieces of SQL */
    ArchRule holdsDataAlone(String name, String sql) {
        return classes()
                .that(within(Stream.of(name)).and(DescribedPredicate.not(simpleName("package-info"))))
                .should(be(describe(
                        "records, enums or sealed interfaces",
                        type -> type.isRecord()
                                || type.isEnum()
                                || (type.isInterface() && type.reflect().isSealed()))))
                .andShould(never(accessTargetWhere(describe(
                        "makes " + sql,
                        access -> access.getTargetOwner().getName().equals(root + "." + sql)
                                && (access.getName().equals("<init>")
                                        || access.getName().equals("of"))))))
                .because("a finished plan is data: what plans makes it, and what checks it has then seen all of it");
    }

    ArchRule httpStaysIn(String... names) {
        return noClasses()
                .that(DescribedPredicate.not(within(Arrays.stream(names))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .because("off means off: there must be one place only that can send a ping to the endpoint;"
                        + " the check of an endpoint makes its pings up, and reads no configuration");
    }

    ArchRule writtenSqlIsParsedNotMatched(String... names) {
        return noClasses()
                .that(within(Arrays.stream(names)))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.regex.Pattern")
                .because("the author's SQL is read by a SQL parser, never by regular expressions");
    }

    ArchRule timeComesThroughTheConstructor() {
        return noClasses()
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .because("time moves only when a test says so; System.nanoTime measures durations");
    }

    ArchRule onlyOneClassEndsTheProcess(String simpleName) {
        return noClasses()
                .that()
                .doNotHaveSimpleName(simpleName)
                .should()
                .callMethod(System.class, "exit", int.class)
                .because("exit codes have one table");
    }

    ArchRule namesSayWhatAClassIs() {
        return classes()
                .should()
                .haveNameNotMatching(".*(Manager|Helper|Utils?|Impl|Constants)")
                .because("such a name says nothing of what the class is");
    }

    /** Other stages may use only the doors of this stage's room: top-level types, by their simple names. */
    ArchRule roomsAreEnteredByTheirDoors(String room, Set<String> doors) {
        String stage = stageOf(room);
        return noClasses()
                .that(DescribedPredicate.not(within(Stream.of(stage))))
                .should()
                .dependOnClassesThat(describe(
                        "are in " + room + " and none of its doors " + doors,
                        type -> type.getPackageName().equals(root + "." + room)
                                && !doors.contains(topLevel(type).getSimpleName())))
                .because("a room's package-info names its doors; what is no door may change without a look outside");
    }

    /** The top-level types of a room that another stage uses, by their simple names. */
    Set<String> doorsInUse(JavaClasses program, String room) {
        DescribedPredicate<JavaClass> ofTheStage = within(Stream.of(stageOf(room)));
        return program.stream()
                .filter(type -> !ofTheStage.test(type))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> topLevel(dependency.getTargetClass()))
                .filter(target -> target.getPackageName().equals(root + "." + room))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
    }

    private static String stageOf(String room) {
        return room.contains(".") ? room.substring(0, room.indexOf('.')) : room;
    }

    /** The share of the program's top-level types. */
    static double packagePrivateShare(Iterable<JavaClass> program) {
        long all = 0;
        long hidden = 0;
        for (JavaClass type : program) {
            if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
                all++;
                hidden += type.getModifiers().contains(JavaModifier.PUBLIC) ? 0 : 1;
            }
        }
        return (double) hidden / all;
    }

    private ArchRule knowsOnly(String name, Stream<String> known, String reason) {
        DescribedPredicate<JavaClass> allowed = within(known);
        return noClasses()
                .that(within(Stream.of(name)))
                .should()
                .dependOnClassesThat(within(Stream.of("")).and(DescribedPredicate.not(allowed)))
                .because(reason);
    }

    /** Types in one of these packages or below. The empty name is the root. */
    private DescribedPredicate<JavaClass> within(Stream<String> names) {
        Set<String> packages =
                names.map(name -> name.isEmpty() ? root : root + "." + name).collect(Collectors.toSet());
        return describe(
                "reside in " + packages,
                type -> packages.stream()
                        .anyMatch(name -> type.getPackageName().equals(name)
                                || type.getPackageName().startsWith(name + ".")));
    }

    private static JavaClass topLevel(JavaClass type) {
        JavaClass outer = type.getBaseComponentType();
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }
}
