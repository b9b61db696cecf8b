package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A ping is exported as a file, and its receipt is imported. */
class AirGapTest {
    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private Installation installation(TestDatabase kind) {
        return Installation.on(kind, folder).withUsualMetrics().sendingTo(endpoint);
    }

    private Path zip() {
        return folder.resolve("pings.zip");
    }

    /** Follows README.txt as an admin does on another machine: checks the digest, unzips, and posts. */
    private Path postAsDocumented() throws Exception {
        for (String tool : new String[] {"curl", "sha256sum", "unzip"}) {
            Assumptions.assumeTrue(shell("command -v " + tool).startsWith("/"), tool + " is not installed");
        }
        shell("sha256sum -c pings.zip.sha256 && rm -rf there && mkdir there && cd there && unzip -q ../pings.zip"
                + " && grep '^  curl' README.txt > post.sh && sh -e post.sh");
        return folder.resolve("there/receipts.json");
    }

    private String shell(String commands) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-ec", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(output).isZero();
        return output;
    }

    private byte[] entry(String name) throws IOException {
        try (ZipFile file = new ZipFile(zip().toFile())) {
            return file.getInputStream(file.getEntry(name)).readAllBytes();
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void closesThePingsWithTheReceiptsThatCurlBroughtHome(TestDatabase kind) throws Exception {
        Installation installation = installation(kind);
        installation.run("run", "--no-submit");
        installation.advance(Duration.ofDays(7));
        installation.run("run", "--no-submit");

        CommandResult exported = installation.run("export", "--output", zip().toString());
        assertThat(installation.run("status").out()).contains("exported 2026-11-23T06:00:00.123456Z");
        assertThat(installation.count("outbox_ping where state = 'frozen'")).isEqualTo(2);
        Path receipts = postAsDocumented();
        CommandResult imported = installation.run("import-receipt", receipts.toString());
        CommandResult again = installation.run("import-receipt", receipts.toString());

        assertThat(exported.exitCode()).isZero();
        assertThat(exported.out()).contains("pings.zip and its checksum: 2026-W46, 2026-W47.");
        assertThat(endpoint.pings()).hasSize(2);
        assertThat(imported.err()).isEmpty();
        assertThat(imported.exitCode()).isZero();
        assertThat(imported.outLines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("Delivered the ping of 2026-W4"));
        assertThat(again.exitCode()).isZero();
        assertThat(again.outLines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("Nothing to do: "));
        assertThat(installation.run("submit").out()).isEqualTo("Nothing to do: the outbox is empty.\n");
        assertThat(installation.count("outbox_receipt")).isEqualTo(2);
        assertThat(installation.count("outbox_attempt")).isZero();
    }

    @Test
    void doesNoHarmWhenTheNetworkComesBackFirst() throws Exception {
        Installation installation = installation(TestDatabase.H2);
        installation.run("run", "--no-submit");
        installation.run("export", "--output", zip().toString());

        assertThat(installation.run("submit").exitCode()).isZero();
        CommandResult imported =
                installation.run("import-receipt", postAsDocumented().toString());

        assertThat(imported.exitCode()).isZero();
        assertThat(imported.out()).startsWith("Nothing to do: delivered before");
        assertThat(endpoint.pings()).hasSize(1);
    }

    @Test
    void writesTheFrozenBytesAndNoToken() throws Exception {
        Installation installation = installation(TestDatabase.H2)
                .write("token.txt", "s3cret-t0ken")
                .set("endpoint.token-file", "token.txt");
        Files.setPosixFilePermissions(
                installation.home().resolve("token.txt"), PosixFilePermissions.fromString("rw-------"));
        installation.run("run", "--no-submit");

        installation.run("export", "--period", Installation.PERIOD, "--output", zip().toString());

        byte[] stored = installation
                .state()
                .sql("select content from outbox_ping")
                .query((row, n) -> row.getBytes("content"))
                .single();
        assertThat(entry("2026-W46/payload.json.gz")).isEqualTo(stored);
        assertThat(new String(entry("2026-W46/headers.txt"), StandardCharsets.UTF_8))
                .contains("Idempotency-Key: \"")
                .contains("Content-Digest: sha-256=:")
                .contains("Content-Encoding: gzip\n")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void takesAReceiptForAPingThatWasRefused(TestDatabase kind) throws Exception {
        Installation installation = installation(kind);
        endpoint.answers(400);
        installation.run("run");
        endpoint.accepts();
        installation.run("export", "--output", zip().toString());

        CommandResult imported =
                installation.run("import-receipt", postAsDocumented().toString());

        assertThat(imported.exitCode()).isZero();
        assertThat(installation.count("outbox_ping where state = 'delivered'")).isEqualTo(1);
    }

    @Test
    void refusesWhatIsNoReceiptForAPingOfOurs() {
        Installation installation = installation(TestDatabase.H2);
        installation.run("run", "--no-submit");
        String pingId = CommandResult.json(installation.payloadFile(Installation.PERIOD))
                .get("ping_id")
                .stringValue();
        installation
                .write("html", "<html>welcome</html>")
                .write("empty", "")
                .write("other", "{\"ping_id\":\"00000000-0000-8000-8000-000000000000\",\"digest\":\"x\"}")
                .write("digest", "{\"ping_id\":\"" + pingId + "\",\"digest\":\"sha-256=:AAAA:\",\"receipt_id\":\"r\"}");

        for (String file : new String[] {"html", "empty", "other", "digest"}) {
            CommandResult result = installation.run(
                    "import-receipt", installation.home().resolve(file).toString());
            assertThat(result.exitCode()).isEqualTo(64);
            assertThat(result.err()).startsWith("Not taken from ").contains("Nothing was changed");
        }
        assertThat(installation.run("import-receipt", "missing.json").exitCode())
                .isEqualTo(64);
        CommandResult folderGiven = installation.run("import-receipt", folder.toString());
        assertThat(folderGiven.exitCode()).isEqualTo(64);
        assertThat(folderGiven.err()).isEqualTo(folder + " is a folder, not a file of receipts.\n");
        assertThat(installation.count("outbox_ping where state = 'frozen'")).isEqualTo(1);
        assertThat(installation.count("outbox_receipt")).isZero();
    }

    @Test
    void writesNothingWhileSwitchedOffAndWhereThereIsNothing() throws Exception {
        Installation installation = installation(TestDatabase.H2);

        assertThat(installation.run("export", "--output", zip().toString()).out())
                .startsWith("Nothing to do");
        assertThat(installation
                        .run("export", "--period", "2026-W46", "--output", zip().toString())
                        .exitCode())
                .isEqualTo(64);
        assertThat(installation
                        .run("export", "--output", folder.resolve("no/such.zip").toString())
                        .exitCode())
                .isEqualTo(64);
        installation.run("run", "--no-submit");
        installation.run("opt-out");
        assertThat(installation.run("export", "--output", zip().toString()).out())
                .startsWith("Service Ping is off");
        assertThat(Files.exists(zip())).isFalse();
    }
}
