package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.files.PrivateFiles;
import io.serviceping.submit.http.TestCertificates;
import io.serviceping.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to reach a PostgreSQL server that lets its role in by TLS and password only. */
class WaysToConnectIT {
    private static final String ROLE = "counter";
    private static final String VALUE = "\"all\" : 2";
    private static final String PASSWORD = "kept secret";

    @TempDir
    private Path folder;

    private EmbeddedPostgres server;
    private Installation installation;
    private String plain;
    private Path authority;

    @BeforeEach
    void startServer() throws Exception {
        Path data = folder.resolve("data");
        server = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setServerConfig("fsync", "off")
                .start();
        TestCertificates certificates = new TestCertificates(folder);
        Path store = certificates.store("server", "dns:localhost");
        authority = certificates.pem(store);
        Files.copy(authority, data.resolve("server.crt"));
        Files.createFile(
                data.resolve("server.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(data.resolve("server.key"), certificates.key(store));
        Files.writeString(data.resolve("pg_hba.conf"), """
                host all postgres all trust
                hostssl all all all scram-sha-256
                """);
        plain = "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
        new TestDatabase.Url(plain, "postgres", "any")
                .execute(
                        "alter system set ssl = on",
                        "select pg_reload_conf()",
                        "create table notes (id bigint)",
                        "insert into notes values (1), (2)",
                        "create role " + ROLE + " login password '" + PASSWORD + "'",
                        "grant select on notes to " + ROLE);
        installation = Installation.on(TestDatabase.POSTGRESQL, TestDatabase.H2, folder)
                .set("databases.main.url", plain)
                .set("databases.main.username", ROLE)
                .unset("databases.main.password")
                .metric("notes.all", "select count(*) from notes");
    }

    @AfterEach
    void endServer() throws Exception {
        server.close();
    }

    @Test
    void verifiesTheServerWithAnAuthorityAndTellsOfAnotherOne() throws Exception {
        installation.set("databases.main.url", plain + "?sslmode=verify-full&sslrootcert=" + authority);
        installation.write("config/secrets/password", PASSWORD + "\n");
        PrivateFiles.closeFile(installation.home().resolve("config/secrets/password"));
        installation.set("databases.main.password-file", "config/secrets/password");
        assertThat(installation.run("preview").out()).contains(VALUE);

        TestCertificates others = new TestCertificates(folder);
        Path other = others.pem(others.store("other", "dns:localhost"));
        installation.set("databases.main.url", plain + "?sslmode=verify-full&sslrootcert=" + other);
        isRefused(75, "unable to find valid certification path to requested target");
        installation.set("databases.main.url", plain + "?sslmode=disable");
        isRefused(77, "no pg_hba.conf entry for host");
        installation
                .set("databases.main.url", plain)
                .unset("databases.main.password-file")
                .set("databases.main.password", "wrong");
        isRefused(77, "password authentication failed for user \"" + ROLE + "\"");
    }

    private void isRefused(int exitCode, String why) {
        CommandResult refused = installation.run("preview");
        assertThat(refused.exitCode()).isEqualTo(exitCode);
        assertThat(refused.err())
                .contains(
                        "application database 'main'", why, "Check service-ping.databases.main", "Nothing was counted");
    }

    @Test
    void takesThePasswordFromTheEnvironment() {
        installation.environment("SERVICE_PING_DATABASES_MAIN_PASSWORD", PASSWORD);

        assertThat(installation.run("preview").out()).contains(VALUE);
    }

    /** Both as psql does; the files are named by environment variables, so these runs need processes. */
    @Test
    void readsThePasswordFileAndTheServiceFileOfPostgres() throws Exception {
        Path passwords = Files.writeString(folder.resolve("pgpass"), "localhost:*:*:" + ROLE + ":" + PASSWORD + "\n");
        PrivateFiles.closeFile(passwords);
        CommandResult byPasswordFile =
                installation.environment("PGPASSFILE", passwords.toString()).runProgram("preview");
        Path services = Files.writeString(
                folder.resolve("services"),
                "[tracker]\nhost=localhost\nport=" + server.getPort() + "\ndbname=postgres\nsslmode=require\n");
        CommandResult byService = installation
                .set("databases.main.url", "jdbc:postgresql://?service=tracker")
                .environment("PGSERVICEFILE", services.toString())
                .runProgram("preview");

        assertThat(byPasswordFile.out()).contains(VALUE);
        assertThat(byService.out()).contains(VALUE);
    }
}
