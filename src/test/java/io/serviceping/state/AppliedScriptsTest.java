package io.serviceping.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.testing.NextVersion;
import io.serviceping.testing.TestDatabase;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AppliedScriptsTest {
    private static final String HISTORY = "\"service_ping_schema\"";

    @ParameterizedTest
    @EnumSource
    void areKnownWithoutFlywayOnceTheyAreApplied(TestDatabase database) throws Exception {
        TestDatabase.Url url = database.create();

        open(url);

        assertThat(areOurs(database, url)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void areLeftToFlywayWhereAnythingIsOtherThanItShouldBe(TestDatabase database) throws Exception {
        TestDatabase.Url url = database.create();
        open(url);

        assertThat(NextVersion.run(() -> areOurs(database, url)))
                .as("a script more")
                .isFalse();

        url.execute("update " + HISTORY + " set \"checksum\" = \"checksum\" + 1 where \"version\" = '1'");
        assertThat(areOurs(database, url)).as("another text").isFalse();
        url.execute("update " + HISTORY + " set \"checksum\" = \"checksum\" - 1, \"success\" = false");
        assertThat(areOurs(database, url)).as("a failure").isFalse();
        url.execute("update " + HISTORY + " set \"success\" = true");
        assertThat(areOurs(database, url)).as("as it was").isTrue();

        NextVersion.run(() -> {
            open(url);
            return null;
        });
        assertThat(areOurs(database, url)).as("a newer version").isFalse();
    }

    @Test
    void areLeftToFlywayWhereTheSearchPathNamesNoSchema() {
        TestDatabase.Url url = TestDatabase.POSTGRESQL.create();
        String lost = url.jdbc() + (url.jdbc().contains("?") ? "&" : "?") + "currentSchema=none";

        assertThat(areOurs(TestDatabase.POSTGRESQL, new TestDatabase.Url(lost, url.username(), url.password())))
                .isFalse();
    }

    private static void open(TestDatabase.Url url) throws Exception {
        StateDatabase.open(new JdbcAddress(url.jdbc(), url.username(), url.password()), 1)
                .close();
    }

    private static boolean areOurs(TestDatabase database, TestDatabase.Url url) {
        return new AppliedScripts("sql/state/" + database.name().toLowerCase(Locale.ROOT), "service_ping_schema")
                .areOurs(url.dataSource());
    }
}
