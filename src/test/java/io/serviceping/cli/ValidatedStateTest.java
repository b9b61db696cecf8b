package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.state.OtherProcess;
import io.serviceping.testing.PasswordUser;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code validate --database} finds what would keep a run from its state, and changes nothing there. */
class ValidatedStateTest {
    @TempDir
    Path folder;

    private Installation installation(TestDatabase stateKind) {
        return Installation.on(TestDatabase.H2, stateKind, folder).withUsualMetrics();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void triesThePassword(TestDatabase kind) {
        Installation installation = installation(kind);
        installation.run("run", "--no-submit");
        if (kind == TestDatabase.POSTGRESQL) {
            installation.set(
                    "state.username", PasswordUser.in(installation.stateUrl()).username());
        }
        installation.set("state.password", "wrong");

        CommandResult validated = installation.run("validate", "--database");

        assertThat(validated.exitCode()).isEqualTo(77);
        assertThat(validated.errLines())
                .isEqualTo(installation.run("run", "--no-submit").errLines());
        assertThat(validated.err())
                .contains("refuses our user name or password")
                .contains("service-ping.state");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void makesNothing(TestDatabase kind) {
        Installation installation = installation(kind);

        assertThat(installation.run("validate", "--database").exitCode()).isZero();

        assertThat(folder.resolve("home/state")).doesNotExist();
        if (kind == TestDatabase.POSTGRESQL) {
            assertThat(installation.count("pg_tables where schemaname = 'public'"))
                    .isZero();
        }
    }

    @SincePostgres(15)
    @Test
    void saysThatTheUserMayMakeNoTables() {
        Installation installation = installation(TestDatabase.POSTGRESQL);
        installation.stateUrl().execute("drop role if exists no_maker", "create role no_maker login");

        CommandResult validated = installation.set("state.username", "no_maker").run("validate", "--database");

        assertThat(validated.exitCode()).isEqualTo(77);
        assertThat(validated.err()).contains("The user of service-ping.state ('no_maker') must be allowed to create");
        CommandResult run = installation.run("run", "--no-submit");
        assertThat(run.exitCode()).isEqualTo(77);
        assertThat(run.err()).contains("The user of service-ping.state ('no_maker') must be allowed to create");
        installation.stateUrl().execute("drop role no_maker");
    }

    @Test
    void saysWhichTableTheUserMayNotWrite() {
        Installation installation = installation(TestDatabase.POSTGRESQL);
        installation.run("run", "--no-submit");
        installation
                .stateUrl()
                .execute(
                        "drop role if exists no_writer",
                        "create role no_writer login",
                        "create table others (id int)",
                        "grant all on all tables in schema public to no_writer",
                        "grant all on all sequences in schema public to no_writer",
                        "revoke all on others from no_writer");
        installation.set("state.username", "no_writer");
        assertThat(installation.run("validate", "--database").exitCode()).isZero();
        installation.stateUrl().execute("revoke insert on outbox_ping from no_writer");

        CommandResult validated = installation.run("validate", "--database");

        assertThat(validated.exitCode()).isEqualTo(77);
        assertThat(validated.err()).contains("lacks a right: permission denied for table outbox_ping. ");
        installation.stateUrl().execute("drop owned by no_writer", "drop role no_writer");
    }

    @Test
    void warnsThatARunHasTheFile() throws Exception {
        Installation installation = installation(TestDatabase.H2);
        installation.run("run", "--no-submit");
        try (OtherProcess other =
                OtherProcess.holding("state", installation.stateUrl().jdbc(), "", "")) {
            CommandResult validated = installation.run("validate", "--database");

            assertThat(validated.exitCode()).isZero();
            assertThat(validated.err())
                    .contains("Warning: the state database was not checked, since another process uses it.\n");
        }
    }
}
