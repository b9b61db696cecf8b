package io.serviceping.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serviceping.collector.Access;
import io.serviceping.collector.Collector;
import io.serviceping.collector.CollectorSettings;
import io.serviceping.collector.Storage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The check of an endpoint: it finds nothing wrong with one that is right, and each mistake of one that is not. */
class EndpointConformanceTest {
    /** As published with RFC 8032, test 1. */
    private static final String SEED = "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";

    private static final String PUBLIC = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    @TempDir
    Path folder;

    private static List<Finding> check(URI url, Keys keys) throws Exception {
        return new EndpointCheck(url, keys, InstantSource.system()).run();
    }

    private static Keys keys(String token, String key) {
        return new Keys(Optional.of(token), Optional.of(SigningSecret.of(key)));
    }

    private Path secret(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @ParameterizedTest
    @CsvSource({IndependentEndpoint.KEY + "," + IndependentEndpoint.KEY, SEED + "," + PUBLIC})
    void findsNothingWrongWithTheReferenceCollector(String ours, String known) throws Exception {
        Access access = new Access(
                Optional.of(secret("token", "a-token")),
                Optional.empty(),
                Optional.of(secret("key", known)),
                Optional.empty());
        try (Collector collector = Collector.start(new CollectorSettings(
                InetAddress.getLoopbackAddress(), 0, Storage.in(folder), access, Optional.empty()))) {
            assertThat(check(collector.endpoint(), keys("a-token", ours)))
                    .hasSize(Requirement.values().length)
                    .allSatisfy(finding -> assertThat(finding.verdict()).isEqualTo(new Verdict.Met()));
        }
    }

    @Test
    void skipsWhatNeedsATokenOrAKeyWithoutOne() throws Exception {
        try (Collector collector =
                Collector.start(new CollectorSettings(InetAddress.getLoopbackAddress(), 0, folder, null))) {
            assertThat(check(collector.endpoint(), new Keys(Optional.empty(), Optional.empty())))
                    .filteredOn(finding -> !(finding.verdict() instanceof Verdict.Met))
                    .containsExactly(
                            new Finding(Requirement.TOKEN, new Verdict.Skipped("no token was given")),
                            new Finding(Requirement.SIGNATURE, new Verdict.Skipped("no signing key was given")),
                            new Finding(
                                    Requirement.SEVERAL_SIGNATURES, new Verdict.Skipped("no signing key was given")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesEachMistakeOfAnotherEndpointAndNoOther(Violation violation) throws Exception {
        try (IndependentEndpoint endpoint = new IndependentEndpoint(violation)) {
            List<Finding> unmet =
                    check(endpoint.url(), keys(IndependentEndpoint.TOKEN, IndependentEndpoint.KEY)).stream()
                            .filter(finding -> finding.verdict() instanceof Verdict.Unmet)
                            .toList();

            assertThat(unmet.stream().map(Finding::requirement)).containsExactlyElementsOf(violation.broken());
            unmet.stream()
                    .limit(1)
                    .forEach(finding -> assertThat(((Verdict.Unmet) finding.verdict()).found())
                            .contains(violation.found()));
        }
    }

    @Test
    void hasAMistakeForEachRequirement() {
        assertThat(Arrays.stream(Violation.values()).flatMap(violation -> violation.broken().stream()))
                .contains(Requirement.values());
    }

    @Test
    void triesNothingElseWhereNoPingIsTaken() throws Exception {
        try (IndependentEndpoint endpoint = new IndependentEndpoint(Violation.NONE)) {
            List<Finding> findings = check(endpoint.url(), keys("another", IndependentEndpoint.KEY));

            assertThat(findings.get(0).verdict())
                    .isEqualTo(
                            new Verdict.Unmet(
                                    "answered 401 (does it ask for a token or a signature that it was not given?) to a ping that is right"));
            assertThat(findings.subList(1, findings.size()))
                    .allSatisfy(finding ->
                            assertThat(finding.verdict()).isEqualTo(new Verdict.Skipped("it takes no ping at all")));
        }
    }

    @Test
    void saysThatNobodyIsThere() throws Exception {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> check(nobody, new Keys(Optional.empty(), Optional.empty())));
    }
}
