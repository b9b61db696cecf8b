package io.serviceping.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.serviceping.consent.ConsentDecision.Off;
import io.serviceping.consent.ConsentDecision.On;
import io.serviceping.consent.ConsentDecision.Unknown;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsentTest {
    private static final String ARGUMENT = "--service-ping.enabled=";
    private static final String VARIABLE = "SERVICE_PING_ENABLED";

    @TempDir
    Path home;

    @Test
    void isOnWhereNobodySaysAnything() {
        assertThat(decide(Map.of())).isEqualTo(new On());
    }

    @Test
    void isOnWhereEverybodySaysYes() throws Exception {
        configure("service-ping.enabled: yes");

        assertThat(decide(Map.of(VARIABLE, "1", "DO_NOT_TRACK", "0"), ARGUMENT + "true"))
                .isEqualTo(new On());
    }

    @Test
    void isOffByTheFileWhateverTheCommandLineSays() throws Exception {
        configure("""
                service-ping:
                  # not here
                  enabled: false
                """);

        assertThat(text(Map.of(VARIABLE, "true"), ARGUMENT + "true"))
                .isEqualTo("Service Ping is off: switched off by service-ping.enabled in config/application.yml:3");
    }

    @Test
    void isOffByTheEnvironmentWhateverTheCommandLineSays() {
        assertThat(text(Map.of(VARIABLE, "false"), ARGUMENT + "true"))
                .isEqualTo("Service Ping is off: switched off by SERVICE_PING_ENABLED=false in the environment");
    }

    @Test
    void isOffByTheCommandLineWhateverTheEnvironmentSays() {
        assertThat(text(Map.of(VARIABLE, "true"), ARGUMENT + "false"))
                .isEqualTo("Service Ping is off: switched off by --service-ping.enabled=false on the command line");
        assertThat(decide(Map.of(), ARGUMENT + "false", ARGUMENT + "true")).isInstanceOf(Off.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SERVICEPING_ENABLED", "service_ping_enabled", "SERVICE-PING.ENABLED", "service-ping.enabled"})
    void isOffByTheVariableInAnySpelling(String variable) {
        assertThat(text(Map.of(variable, "off", VARIABLE, "on")))
                .isEqualTo("Service Ping is off: switched off by " + variable + "=off in the environment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "maybe", "flase", "0.5", "${NOT_SET}"})
    void isOffByAValueThatCannotBeUnderstood(String value) throws Exception {
        assertThat(text(Map.of(VARIABLE, value)))
                .isEqualTo("Service Ping is off: switched off by SERVICE_PING_ENABLED=" + value
                        + " in the environment, which is neither true nor false");
        assertThat(decide(Map.of(), ARGUMENT + value)).isInstanceOf(Off.class);
        configure("service-ping: { enabled: \"" + value + "\" }");
        assertThat(decide(Map.of())).isInstanceOf(Off.class);
    }

    @Test
    void isOffByAKeyWithoutAValue() throws Exception {
        assertThat(decide(Map.of(), "--service-ping.enabled")).isInstanceOf(Off.class);
        configure("service-ping:\n  enabled:\n");
        assertThat(decide(Map.of())).isInstanceOf(Off.class);
    }

    @Test
    void isOffInAnyYamlDocument() throws Exception {
        configure("service-ping: { enabled: false }\n---\nservice-ping: { enabled: true }\n");

        assertThat(text(Map.of())).endsWith("switched off by service-ping.enabled in config/application.yml:1");
    }

    @Test
    void followsPlaceholders() throws Exception {
        configure("service-ping: { enabled: \"${SEND_PINGS:true}\" }");

        assertThat(decide(Map.of())).isEqualTo(new On());
        assertThat(decide(Map.of("SEND_PINGS", "no"))).isInstanceOf(Off.class);
    }

    @ParameterizedTest
    @CsvSource({
        "1, true",
        "true, true",
        "yes, true",
        "no, true",
        "0, false",
        "false, false",
        "FALSE, false",
        "'', false"
    })
    void honoursDoNotTrack(String value, boolean isOff) {
        ConsentDecision decision = decide(Map.of("DO_NOT_TRACK", value));

        assertThat(decision).isEqualTo(isOff ? new Off("DO_NOT_TRACK=" + value + " in the environment") : new On());
    }

    @Test
    void isOffByTheFlagAndLooksAgainEachTime() throws Exception {
        Consent consent = Consent.of(home, List.of(), Map.of());
        OptOutFlag flag = new OptOutFlag(home);

        assertThat(consent.decide()).isEqualTo(new On());
        flag.raise("alice", Optional.of("under\naudit"), Instant.parse("2026-11-22T10:00:00Z"));
        assertThat(consent.decide()).isEqualTo(new Off("alice with `opt-out` on 2026-11-22T10:00:00Z (under audit)"));
        flag.lower();
        assertThat(consent.decide()).isEqualTo(new On());
        configure("service-ping: { enabled: false }");
        assertThat(consent.decide()).isInstanceOf(Off.class);
    }

    @Test
    void isOffByAnEmptyFlag() throws Exception {
        Files.createDirectories(home.resolve("state"));
        Path flag = Files.createFile(home.resolve("state/opt-out"));

        assertThat(text(Map.of()))
                .isEqualTo("Service Ping is off: switched off by the flag " + flag + ", which is empty");
    }

    @Test
    void isOffByAFlagThatCannotBeRead() throws Exception {
        Files.createDirectories(home.resolve("state"));
        Path flag = Files.writeString(home.resolve("state/opt-out"), "?");

        assertThat(text(Map.of()))
                .isEqualTo("Service Ping is off: switched off by the flag " + flag + ", which cannot be read");
    }

    @Test
    void isNotKnownWhereNobodyCanLookForTheFlag() throws Exception {
        Path state = home.resolve("state");
        Files.createSymbolicLink(state, state);
        Consent consent = Consent.of(home, List.of(), Map.of());

        assertThat(consent.decide())
                .isInstanceOfSatisfying(
                        Unknown.class,
                        unknown -> assertThat(unknown.text())
                                .startsWith("Whether Service Ping is on is not known: cannot look for the flag " + state
                                        + "/opt-out: "));
        assertThatThrownBy(consent::known).isInstanceOf(UncheckedIOException.class);
        assertThat(decide(Map.of("DO_NOT_TRACK", "1"))).isEqualTo(new Off("DO_NOT_TRACK=1 in the environment"));

        Files.delete(state);
        Files.createSymbolicLink(state, home.resolve("nowhere"));
        assertThat(consent.known()).isEqualTo(new On());
    }

    @Test
    void isNotKnownWhereTheFolderIsClosed() throws Exception {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may look everywhere");
        Path state = Files.createDirectory(home.resolve("state"));
        new OptOutFlag(home).raise("alice", Optional.empty(), Instant.parse("2026-11-22T10:00:00Z"));
        Files.setPosixFilePermissions(state.resolve("opt-out"), Set.of());
        assertThat(text(Map.of())).endsWith("opt-out, which cannot be read");

        Files.setPosixFilePermissions(state, Set.of());
        ConsentDecision decision = decide(Map.of());
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Unknown.class,
                        unknown -> assertThat(unknown.text())
                                .isEqualTo("Whether Service Ping is on is not known: no permission for " + state));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void isNotKnownWhereTheSharedFlagCannotBeRead(TestDatabase kind) {
        SharedOptOut noTable = new SharedOptOut(kind.create().dataSource());

        assertThat(Consent.of(home, List.of(), Map.of()).and(noTable).decide()).isInstanceOf(Unknown.class);
        assertThat(Consent.of(home, List.of(), Map.of("DO_NOT_TRACK", "1"))
                        .and(noTable)
                        .decide())
                .isInstanceOf(Off.class);
    }

    @Test
    void namesEverybodyWhoSwitchedItOff() throws Exception {
        configure("service-ping: { enabled: false }");
        new OptOutFlag(home).raise("alice", Optional.empty(), Instant.parse("2026-11-22T10:00:00Z"));

        assertThat(text(Map.of("DO_NOT_TRACK", "1", VARIABLE, "false"), ARGUMENT + "false"))
                .isEqualTo("Service Ping is off: switched off by alice with `opt-out` on 2026-11-22T10:00:00Z;"
                        + " and by DO_NOT_TRACK=1 in the environment;"
                        + " and by --service-ping.enabled=false on the command line;"
                        + " and by service-ping.enabled in config/application.yml:1;"
                        + " and by SERVICE_PING_ENABLED=false in the environment");
    }

    @Test
    void isOffHoweverBrokenTheRestIs() throws Exception {
        configure("""
                service-ping:
                  collection: { parallelism: many }
                  nonsense: 1
                  "": 1
                  enabled: false
                """);
        assertThat(text(Map.of())).endsWith("config/application.yml:5");

        configure("service-ping: { enabled: false }\n\"\": 1");
        assertThat(text(Map.of())).endsWith("config/application.yml:1");

        configure("service-ping: [\n");
        assertThat(decide(Map.of())).isEqualTo(new On());
        assertThat(decide(Map.of(VARIABLE, "false"))).isInstanceOf(Off.class);
        assertThat(decide(Map.of("DO_NOT_TRACK", "1"))).isInstanceOf(Off.class);
    }

    private ConsentDecision decide(Map<String, String> environment, String... arguments) {
        return Consent.of(home, List.of(arguments), environment).decide();
    }

    private String text(Map<String, String> environment, String... arguments) {
        assertThat(decide(environment, arguments)).isInstanceOf(Off.class);
        return decide(environment, arguments) instanceof Off off ? off.text() : "on";
    }

    private void configure(String yaml) throws IOException {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/application.yml"), yaml);
    }
}
