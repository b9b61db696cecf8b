package io.serviceping.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
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
    void refusesABlankToken() {
        assertThatThrownBy(() -> new CollectorSettings(LOOPBACK, 0, Path.of("data"), " "))
                .hasMessageContaining("token");
    }

    @Test
    void doesNotShowTheTokenAsText() {
        assertThat(new CollectorSettings(LOOPBACK, 0, Path.of("data"), "s3cret").toString())
                .doesNotContain("s3cret")
                .contains("token=set");
    }
}
