package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import io.serviceping.collector.Collector;
import io.serviceping.collector.CollectorSettings;
import io.serviceping.files.PrivateFiles;
import io.serviceping.submit.http.TestCertificates;
import io.serviceping.submit.http.TestEndpoint;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code doctor}: a healthy installation, and broken ones, each with its finding and its remedy. */
class DoctorTest {
    private static final String TOKEN = "a-token-of-32-characters-or-more";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void findsNothingWrongWithAHealthyInstallation(TestDatabase kind) throws IOException {
        Installation installation = installation(kind).set("endpoint.token-file", secret("token", TOKEN));
        setClock(installation);
        mayOnlyRead(installation, kind);
        try (Collector collector = collector()) {
            installation.set("endpoint.url", collector.endpoint().toString());
            assertThat(installation.run("run").err()).isEmpty();
            setClock(installation);

            JsonNode report = installation.run("doctor", "--json").json();

            assertThat(bad(report)).isEmpty();
            assertThat(checks(report))
                    .containsExactly(
                            "java",
                            "configuration",
                            "permissions",
                            "definitions",
                            "schedule",
                            "consent",
                            "state",
                            "database main",
                            "endpoint");
            assertThat(installation.run("doctor", "--endpoint").outLines())
                    .containsExactly(
                            "endpoint",
                            "  ok        The endpoint answers HTTP 200 to a HEAD request without content.",
                            "All is well.");
        }
    }

    @Test
    void namesATokenThatTheEndpointDoesNotKnow() throws IOException {
        Installation installation =
                installation(TestDatabase.H2).set("endpoint.token-file", secret("token", "another" + TOKEN));
        try (Collector collector = collector()) {
            installation.set("endpoint.url", collector.endpoint().toString());

            CommandResult result = installation.run("doctor", "--endpoint", "--json");

            assertThat(result.exitCode()).isEqualTo(78);
            assertThat(bad(result.json()))
                    .contains(
                            "critical endpoint: The endpoint answers HTTP 401 to a HEAD request without content: it does not"
                                    + " know our token. -> Write the token that it knows into the file of endpoint.token-file.");
        }
    }

    @Test
    void namesACertificateOfAnUnknownAuthority() throws Exception {
        Path server = new TestCertificates(folder).store("server", "ip:127.0.0.1");
        try (TestEndpoint endpoint =
                new TestEndpoint(new HttpsConfigurator(TestCertificates.context(server, server)))) {
            Installation installation = installation(TestDatabase.H2)
                    .set("endpoint.url", endpoint.url("127.0.0.1").toString());

            assertThat(bad(installation.run("doctor", "--endpoint", "--json").json()))
                    .singleElement()
                    .asString()
                    .startsWith(
                            "critical endpoint: The endpoint does not answer: TLS handshake failed: certificate not trusted")
                    .endsWith("-> Put the certificate of its authority into endpoint.trust-store, if you trust it.");
            endpoint.then(204);
            installation.set(
                    "endpoint.trust-store",
                    new TestCertificates(folder).pem(server).toString());
            assertThat(installation.run("doctor", "--endpoint", "--json").json().toString())
                    .contains("The endpoint's certificate is trusted, and expires at ");
            assertThat(endpoint.received).singleElement().satisfies(request -> {
                assertThat(request.method()).isEqualTo("HEAD");
                assertThat(request.body()).isEmpty();
            });
        }
    }

    @Test
    void refusesAnExpiredCertificateUnlessItIsNamedItself() throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        TestCertificates.Issued expired = certificates.expired("ip:127.0.0.1");
        try (TestEndpoint endpoint =
                new TestEndpoint(new HttpsConfigurator(TestCertificates.context(expired.server()))).then(204)) {
            Installation installation = installation(TestDatabase.H2)
                    .set("endpoint.url", endpoint.url("127.0.0.1").toString())
                    .set("endpoint.trust-store", expired.authority().toString());
            setClock(installation);
            assertThat(bad(installation.run("doctor", "--endpoint", "--json").json()))
                    .containsExactly(
                            "critical endpoint: The endpoint does not answer: TLS handshake failed: certificate"
                                    + " expired. -> Ask who runs the endpoint to renew its certificate; is the clock of this machine"
                                    + " right?");
            assertThat(installation.run("run").exitCode()).isEqualTo(69);

            installation.set(
                    "endpoint.trust-store", certificates.pem(expired.server()).toString());
            CommandResult accepted = installation.run("doctor", "--endpoint", "--json");
            assertThat(accepted.exitCode()).isEqualTo(4);
            assertThat(bad(accepted.json()))
                    .singleElement()
                    .asString()
                    .matches(
                            "warning endpoint: The endpoint's certificate has expired at .*"
                                    + "Pings are sent all the same, since endpoint.trust-store names this very certificate\\. -> .*");
            endpoint.then(202);
            installation.run("submit");
            assertThat(endpoint.received)
                    .anySatisfy(request -> assertThat(request.method()).isEqualTo("POST"));
        }
    }

    @Test
    void namesAClockThatDiffersFromTheEndpoints() throws IOException {
        try (TestEndpoint endpoint = new TestEndpoint().then(204)) {
            Installation installation = installation(TestDatabase.H2)
                    .set("endpoint.url", endpoint.url().toString());
            installation.advance(
                    Duration.between(installation.now(), Instant.now().plus(Duration.ofMinutes(7))));

            assertThat(bad(installation.run("doctor", "--endpoint", "--json").json()))
                    .singleElement()
                    .asString()
                    .matches("warning endpoint: The clock of this machine is [67] min ahead of the endpoint's\\. ->"
                            + " Set it \\(timedatectl set-ntp true\\): it chooses the week that is counted\\.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"doctor --json", "doctor --endpoint --json"})
    void callsAMissingEndpointCriticalAsARunDoes(String command) {
        Installation installation = installation(TestDatabase.H2);
        assertThat(installation.run("run").exitCode()).isEqualTo(78);

        CommandResult result = installation.run(command.split(" "));

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(bad(result.json()))
                .contains(
                        "critical endpoint: service-ping.endpoint.url is not set, so there is nowhere to send a ping."
                                + " -> Set it in config/application.yml; without it a week can only be frozen: run --no-submit.");
    }

    @Test
    void quotesWhatARunSaidWithOneFullStop() {
        Installation installation = installation(TestDatabase.H2);
        installation.run("run");

        assertThat(bad(installation.run("doctor", "--json").json()))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("critical state: Run of ")
                        .endsWith(" run --no-submit. -> 'status' says what to do."));
    }

    @Test
    void needsNoEndpointWhileServicePingIsOff() {
        Installation installation = installation(TestDatabase.H2).set("enabled", "false");
        assertThat(installation.run("run").exitCode()).isZero();

        assertThat(bad(installation.run("doctor", "--json").json())).isEmpty();
        assertThat(installation.run("doctor", "--endpoint").exitCode()).isZero();
    }

    @Test
    void namesAnEndpointThatIsAwayAndAnUnknownHost() throws IOException {
        assertThat(bad(installation(TestDatabase.H2)
                        .run("doctor", "--json", "--service-ping.endpoint.url=http://127.0.0.1:1/pings")
                        .json()))
                .contains(
                        "critical endpoint: The endpoint does not answer: connection refused. -> See that the endpoint runs at"
                                + " the port in endpoint.url.");
        assertThat(bad(installation(TestDatabase.H2)
                        .run("doctor", "--json", "--service-ping.endpoint.url=https://nowhere.invalid/pings")
                        .json()))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("critical endpoint: The endpoint does not answer: host name not found")
                        .contains("getent hosts"));
    }

    @Test
    void looksForTheServerOfTheDeadManUrlAndTellsItNothing() throws IOException {
        Installation installation = installation(TestDatabase.H2);
        try (TestEndpoint server = new TestEndpoint()) {
            CommandResult result = installation
                    .set("monitoring.ping-url", server.url() + "/secret")
                    .run("doctor", "--json");

            assertThat(result.out())
                    .contains("The server of the dead-man URL can be reached. It was told nothing.")
                    .doesNotContain("secret");
            assertThat(server.received).isEmpty();
        }
        assertThat(bad(installation
                        .set("monitoring.ping-url", "http://127.0.0.1:1/secret")
                        .run("doctor", "--json")
                        .json()))
                .contains("warning monitoring: The dead-man URL cannot be told of runs: connection refused."
                        + " -> See that the server runs at the port in monitoring.ping-url.");
        assertThat(bad(installation
                        .set("monitoring.ping-url", "https://nowhere.invalid/")
                        .run("doctor", "--json")
                        .json()))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("warning monitoring: The dead-man URL cannot be told of runs: host name not found")
                        .contains("Check the host in monitoring.ping-url"));
        assertThat(installation.run("doctor", "--endpoint").out()).doesNotContain("monitoring");
    }

    @Test
    void namesARoleThatMayWriteAMissingIndexAndMissingStatistics() {
        Installation installation = installation(TestDatabase.POSTGRESQL);
        installation
                .application()
                .execute(
                        "alter table issues set (autovacuum_enabled = false)",
                        "insert into issues select n, 'issue ' || n, timestamp '2026-11-16 00:00:00'"
                                + " from generate_series(100, 30000) n");
        assertThat(bad(installation.run("doctor", "--json").json()))
                .contains(
                        "warning database main: PostgreSQL has no statistics, or old ones, of public.issues: ranges and plans are"
                                + " guesses. -> Let the owner type: analyze public.issues; and see why autovacuum does not.")
                .anySatisfy(line ->
                        assertThat(line).contains("is a superuser, who may write. -> Use a user who may only read"));

        mayOnlyRead(installation, TestDatabase.POSTGRESQL);
        installation.application().execute("grant update on issues to public", "analyze issues");
        JsonNode report = installation.run("doctor", "--json").json();
        assertThat(bad(report)).noneSatisfy(line -> assertThat(line).contains("statistics"));
        assertThat(bad(report))
                .anySatisfy(line ->
                        assertThat(line).contains(" may write: public.issues. -> Use a user who may only read"));
        assertThat(report.toString())
                .contains(
                        "No index begins with the timestamp_column public.issues.created_at",
                        "create index on public.issues (created_at).");
        installation.application().execute("create index on issues (created_at)");
        assertThat(installation.run("doctor", "--json").out()).doesNotContain("No index begins");
    }

    @Test
    void namesAnAdministratorOfH2AndAMissingIndex() {
        Installation installation = installation(TestDatabase.H2);
        installation
                .application()
                .execute(
                        "insert into issues select x, 'issue', timestamp '2026-11-16 00:00:00' from system_range(100, 20000)");

        JsonNode report = installation.run("doctor", "--json").json();

        assertThat(bad(report))
                .anySatisfy(line -> assertThat(line)
                        .contains("is an administrator of H2, who may write", "-> Use a user who may only read"));
        assertThat(report.toString())
                .contains(
                        "No index begins with the timestamp_column ISSUES.CREATED_AT",
                        "create index on ISSUES (CREATED_AT).");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void namesADatabaseThatCannotBeReachedAndLooksOn(TestDatabase kind) throws IOException {
        Installation installation = installation(kind)
                .set(
                        "databases.main.url",
                        kind == TestDatabase.H2
                                ? "jdbc:h2:file:" + folder.resolve("none")
                                : "jdbc:postgresql://127.0.0.1:1/none");

        JsonNode report = installation.run("doctor", "--json").json();

        assertThat(bad(report))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("critical database main: The application database 'main' cannot be reached: ")
                        .contains(
                                kind == TestDatabase.H2 ? "-> Correct service-ping" : "-> See that the database runs"));
        assertThat(checks(report)).contains("endpoint");
    }

    @Test
    void namesATokenThatEverybodyMayReadOnce() throws IOException {
        String file = secret("token", TOKEN);
        Files.setPosixFilePermissions(Path.of(file), PosixFilePermissions.fromString("rw-r--r--"));

        JsonNode report = installation(TestDatabase.H2)
                .set("endpoint.url", "http://127.0.0.1:1/pings")
                .set("endpoint.token-file", file)
                .run("doctor", "--json")
                .json();

        assertThat(bad(report)).filteredOn(line -> line.contains(file)).hasSize(1);
        assertThat(report.toString()).contains("Fails for the reason told above, under 'permissions'.");
    }

    @Test
    void namesASecretThatEverybodyMayRead() throws IOException {
        String file = secret("password", "letmein");
        Files.setPosixFilePermissions(Path.of(file), PosixFilePermissions.fromString("rw-r--r--"));

        String all = installation(TestDatabase.H2)
                .set("databases.main.password-file", file)
                .run("doctor", "--json")
                .out();

        assertThat(all)
                .contains("may be read by everybody", "chmod o-rwx " + file)
                .doesNotContain("letmein");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void looksIntoTheStateThoughItIsALink(boolean isLink) throws IOException {
        Installation installation = installation(TestDatabase.H2);
        Path real = isLink ? folder.resolve("elsewhere") : installation.home().resolve("state");
        Path file = Files.createDirectories(real.resolve("pings")).resolve("by-another");
        Files.write(file, new byte[3 << 20]);
        giveToAnother(file);
        if (isLink) {
            Files.createSymbolicLink(installation.home().resolve("state"), real);
        }

        JsonNode report = installation.run("doctor", "--json").json();

        assertThat(bad(report))
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "critical permissions: ",
                                "nobody's pings/by-another",
                                "-> sudo chown -R " + Files.getOwner(real) + " " + real.toRealPath() + ";"));
        assertThat(report.toString()).contains("The folder state/ has 3 MB;");
    }

    @Test
    void takesAnOptOutByRootForNoFileThatItsOwnerCannotUse() throws IOException {
        Installation installation = installation(TestDatabase.H2);
        Path state = Files.createDirectories(installation.home().resolve("state"));
        giveToAnother(state);
        installation.run("opt-out");

        JsonNode report = installation.run("doctor", "--json").json();
        assertThat(report.toString()).contains("Service Ping is off");
        assertThat(bad(report)).noneSatisfy(line -> assertThat(line).contains(" permissions: "));

        Files.setPosixFilePermissions(state.resolve("opt-out"), PosixFilePermissions.fromString("rw-------"));
        assertThat(bad(installation.run("doctor", "--json").json()))
                .anySatisfy(line -> assertThat(line).contains("critical permissions: ", "root's opt-out"));
    }

    private static void giveToAnother(Path file) throws IOException {
        Files.setOwner(
                file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    }

    @Test
    void namesWhatIsWrongWithTheConfigurationAndTheDefinitions() {
        Installation installation =
                installation(TestDatabase.H2).definition("counts.broken", "key_path: counts.broken\n");
        assertThat(bad(installation.run("doctor", "--json").json()))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("critical definitions: config/metrics/counts.broken.yml:")
                        .endsWith("-> 'validate' lists every problem with its file and line."));

        CommandResult result =
                installation.set("collection.parallelism", "many").run("doctor", "--json");
        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.out()).contains("Not looked at until the configuration is valid: definitions, state, ");
        assertThat(bad(result.json()))
                .anySatisfy(line -> assertThat(line)
                        .contains("collection.parallelism: must be a whole number", "'config --effective' shows"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"opt-out", "enabled", "DO_NOT_TRACK"})
    void connectsToNothingWhileServicePingIsOff(String how) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Installation installation = installation(TestDatabase.H2)
                    .set("databases.main.url", "jdbc:postgresql://127.0.0.1:" + server.getLocalPort() + "/app")
                    .set("endpoint.url", "http://127.0.0.1:" + server.getLocalPort() + "/pings")
                    .set("monitoring.ping-url", "http://127.0.0.1:" + server.getLocalPort() + "/check");
            switch (how) {
                case "opt-out" -> installation.run("opt-out");
                case "enabled" -> installation.set("enabled", "false");
                default -> installation.environment("DO_NOT_TRACK", "1");
            }

            JsonNode all = installation.run("doctor", "--json").json();
            JsonNode endpoint =
                    installation.run("doctor", "--endpoint", "--json").json();

            assertThat(all.toString())
                    .contains("Service Ping is off", "Not looked at: application databases, endpoint, dead-man URL");
            assertThat(endpoint.toString()).contains("Service Ping is off");
            // Connections are accepted in their order, so ours is the first only if there was no other.
            try (Socket ours = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket first = server.accept()) {
                assertThat(first.getPort()).isEqualTo(ours.getLocalPort());
            }
        }
    }

    @Test
    void connectsToNothingWhereItCannotLookForTheOptOutFlag() throws IOException {
        Installation installation = installation(TestDatabase.H2);
        Path state = installation.home().resolve("state");
        Files.createSymbolicLink(state, state);

        JsonNode report = installation.run("doctor", "--json").json();

        assertThat(bad(report))
                .anySatisfy(line -> assertThat(line)
                        .startsWith(
                                "critical consent: Whether Service Ping is on is not known: cannot look for the flag ")
                        .contains("Not looked at: application databases, endpoint")
                        .endsWith("-> See that the file and its disk can be used."))
                .noneSatisfy(line -> assertThat(line).contains("defect"));
        assertThat(checks(report)).doesNotContain("database main", "endpoint");
    }

    private Installation installation(TestDatabase kind) {
        return Installation.on(kind, folder).withUsualMetrics();
    }

    private static void setClock(Installation installation) {
        installation.advance(Duration.between(installation.now(), Instant.now()));
    }

    private String secret(String name, String text) throws IOException {
        PrivateFiles.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
        return folder.resolve(name).toString();
    }

    private Collector collector() throws IOException {
        Path tokens = Path.of(secret("tokens", TOKEN + "\n"));
        return Collector.start(
                new CollectorSettings(InetAddress.getLoopbackAddress(), 0, folder.resolve("collector"), tokens));
    }

    private static void mayOnlyRead(Installation installation, TestDatabase kind) {
        String reader = "reader_" + UUID.randomUUID().toString().replace("-", "");
        installation
                .application()
                .execute(
                        kind == TestDatabase.H2
                                ? "create user " + reader + " password ''"
                                : "create role " + reader + " login",
                        "grant select on issues to " + reader);
        installation
                .set("databases.main.username", reader)
                .unset("databases.main.password")
                // Only an administrator of H2 may set this.
                .set("databases.main.url", installation.application().jdbc().replace(";DB_CLOSE_DELAY=0", ""));
    }

    /** Schedules are of this machine, not of the test. */
    private static List<String> bad(JsonNode report) {
        return StreamSupport.stream(report.get("checks").spliterator(), false)
                .filter(check -> !check.get("check").stringValue().equals("schedule"))
                .flatMap(check -> StreamSupport.stream(check.get("findings").spliterator(), false)
                        .filter(finding -> List.of("warning", "critical")
                                .contains(finding.get("severity").stringValue()))
                        .map(finding -> finding.get("severity").stringValue() + " "
                                + check.get("check").stringValue() + ": "
                                + finding.get("text").stringValue() + " -> "
                                + finding.get("remedy").stringValue()))
                .toList();
    }

    private static List<String> checks(JsonNode report) {
        return StreamSupport.stream(report.get("checks").spliterator(), false)
                .map(check -> check.get("check").stringValue())
                .toList();
    }
}
