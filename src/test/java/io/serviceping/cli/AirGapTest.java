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
    private final EndpointProxy central = EndpointProxy.ofTheClass();

    private Installation site(TestDatabase kind) {
        return Installation.on(kind, folder).withUsualMetrics().sendingTo(central);
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
        Installation site = site(kind);
        site.run("run", "--no-submit");
        site.advance(Duration.ofDays(7));
        site.run("run", "--no-submit");

        CommandResult exported = site.run("export", "--output", zip().toString());
        assertThat(site.run("status").out()).contains("exported 2026-11-23T06:00:00.123456Z");
        assertThat(site.count("outbox_ping where state = 'frozen'")).isEqualTo(2);
        Path receipts = postAsDocumented();
        CommandResult imported = site.run("import-receipt", receipts.toString());
        CommandResult again = site.run("import-receipt", receipts.toString());

        assertThat(exported.exitCode()).isZero();
        assertThat(exported.out()).contains("pings.zip and its checksum: 2026-W46, 2026-W47.");
        assertThat(central.pings()).hasSize(2);
        assertThat(imported.err()).isEmpty();
        assertThat(imported.exitCode()).isZero();
        assertThat(imported.outLines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("Delivered the ping of 2026-W4"));
        assertThat(again.exitCode()).isZero();
        assertThat(again.outLines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("Nothing to do: "));
        assertThat(site.run("submit").out()).isEqualTo("Nothing to do: the outbox is empty.\n");
        assertThat(site.count("outbox_receipt")).isEqualTo(2);
        assertThat(site.count("outbox_attempt")).isZero();
    }

    @Test
    void doesNoHarmWhenTheNetworkComesBackFirst() throws Exception {
        Installation site = site(TestDatabase.H2);
        site.run("run", "--no-submit");
        site.run("export", "--output", zip().toString());

        assertThat(site.run("submit").exitCode()).isZero();
        CommandResult imported = site.run("import-receipt", postAsDocumented().toString());

        assertThat(imported.exitCode()).isZero();
        assertThat(imported.out()).startsWith("Nothing to do: delivered before");
        assertThat(central.pings()).hasSize(1);
    }

    @Test
    void writesTheFrozenBytesAndNoToken() throws Exception {
        Installation site =
                site(TestDatabase.H2).write("token.txt", "s3cret-t0ken").set("endpoint.token-file", "token.txt");
        Files.setPosixFilePermissions(site.home().resolve("token.txt"), PosixFilePermissions.fromString("rw-------"));
        site.run("run", "--no-submit");

        site.run("export", "--period", Installation.PERIOD, "--output", zip().toString());

        byte[] stored = site.state()
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
        Installation site = site(kind);
        central.answers(400);
        site.run("run");
        central.accepts();
        site.run("export", "--output", zip().toString());

        CommandResult imported = site.run("import-receipt", postAsDocumented().toString());

        assertThat(imported.exitCode()).isZero();
        assertThat(site.count("outbox_ping where state = 'delivered'")).isEqualTo(1);
    }

    @Test
    void refusesWhatIsNoReceiptForAPingOfOurs() {
        Installation site = site(TestDatabase.H2);
        site.run("run", "--no-submit");
        String pingId = CommandResult.json(site.payloadFile(Installation.PERIOD))
                .get("ping_id")
                .stringValue();
        site.write("html", "<html>welcome</html>")
                .write("empty", "")
                .write("other", "{\"ping_id\":\"00000000-0000-8000-8000-000000000000\",\"digest\":\"x\"}")
                .write("digest", "{\"ping_id\":\"" + pingId + "\",\"digest\":\"sha-256=:AAAA:\",\"receipt_id\":\"r\"}");

        for (String file : new String[] {"html", "empty", "other", "digest"}) {
            CommandResult result =
                    site.run("import-receipt", site.home().resolve(file).toString());
            assertThat(result.exitCode()).isEqualTo(64);
            assertThat(result.err()).startsWith("Not taken from ").contains("Nothing was changed");
        }
        assertThat(site.run("import-receipt", "missing.json").exitCode()).isEqualTo(64);
        CommandResult folderGiven = site.run("import-receipt", folder.toString());
        assertThat(folderGiven.exitCode()).isEqualTo(64);
        assertThat(folderGiven.err()).isEqualTo(folder + " is a folder, not a file of receipts.\n");
        assertThat(site.count("outbox_ping where state = 'frozen'")).isEqualTo(1);
        assertThat(site.count("outbox_receipt")).isZero();
    }

    @Test
    void writesNothingWhileSwitchedOffAndWhereThereIsNothing() throws Exception {
        Installation site = site(TestDatabase.H2);

        assertThat(site.run("export", "--output", zip().toString()).out()).startsWith("Nothing to do");
        assertThat(site.run("export", "--period", "2026-W46", "--output", zip().toString())
                        .exitCode())
                .isEqualTo(64);
        assertThat(site.run("export", "--output", folder.resolve("no/such.zip").toString())
                        .exitCode())
                .isEqualTo(64);
        site.run("run", "--no-submit");
        site.run("opt-out");
        assertThat(site.run("export", "--output", zip().toString()).out()).startsWith("Service Ping is off");
        assertThat(Files.exists(zip())).isFalse();
    }
}
