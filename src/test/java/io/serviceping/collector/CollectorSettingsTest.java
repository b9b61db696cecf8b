package io.serviceping.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.collector.store.Storage;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CollectorSettingsTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void refusesAPortThatDoesNotExist() {
        assertThatThrownBy(() -> new CollectorSettings(LOOPBACK, 65_536, Path.of("data"), null))
                .hasMessageContaining("port")
                .hasMessageContaining("65536");
    }

    @Test
    void refusesAFolderThatWouldChangeTheStoresUrl() {
        assertThatThrownBy(() -> new CollectorSettings(LOOPBACK, 0, Path.of("data;INIT=x"), null))
                .hasMessageContaining("data");
    }

    @Test
    void refusesADatabaseThatItDoesNotKnow() {
        assertThatThrownBy(() -> new Storage("jdbc:mysql://db/pings", "me", "s3cret"))
                .hasMessageContaining("jdbc:postgresql:")
                .hasMessageNotContaining("jdbc:mysql://db/pings");
    }

    @Test
    void refusesAToleranceThatLetsNothingThrough() {
        assertThatThrownBy(() ->
                        new Access(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Duration.ZERO)))
                .hasMessageContaining("tolerance");
    }

    @Test
    void refusesARateOfNothing() {
        assertThatThrownBy(() ->
                        new CollectorSettings(LOOPBACK, 0, Storage.in(Path.of("data")), Access.OPEN, Optional.of(0)))
                .hasMessageContaining("deliveriesPerMinute");
    }

    @Test
    void doesNotShowThePasswordAsText() {
        assertThat(new Storage("jdbc:postgresql://db/pings?password=s3cret", "me", "s3cret").toString())
                .doesNotContain("s3cret")
                .contains("jdbc:postgresql://db/pings", "me");
    }
}
