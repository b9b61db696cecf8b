package io.serviceping.submit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTest {
    @Test
    void readsWhatAnEnvironmentHolds() {
        Proxy proxy = Proxy.of("http://us%40er:pa%3Ass@proxy.example:3128/", "a.example, .b.example");
        assertThat(proxy.host()).isEqualTo("proxy.example");
        assertThat(proxy.port()).isEqualTo(3128);
        assertThat(proxy.login()).contains(new Proxy.Login.Inline("us@er", "pa:ss"));
        assertThat(proxy.toString() + proxy.login()).doesNotContain("example", "us@er", "pa:ss");
        assertThat(Proxy.of("proxy.example", "").port()).isEqualTo(80);
        assertThat(Proxy.of("proxy.example", "").login()).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://p.example:1", "socks5://p.example:1", "http://s3cret@", "http://:1", "p s3cret", "p:0"})
    void refusesOthersWithoutRepeatingThem(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Proxy.of(url, ""))
                .withMessageStartingWith("must ")
                .withMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "pings.example, pings.example, true",
        "example, pings.example, true",
        ".example, pings.example, true",
        "*.example, pings.example, true",
        "*, pings.example, true",
        "'other,PINGS.example:443', pings.example, true",
        "ings.example, pings.example, false",
        "'', pings.example, false",
        "'', localhost, true",
        "'', 127.0.0.9, true",
        "'', '[::1]', true",
    })
    void exceptsHostsAsNoProxyDoes(String exceptions, String host, boolean isDirect) {
        assertThat(Proxy.of("http://proxy.example:3128", exceptions).excepts(host))
                .isEqualTo(isDirect);
    }
}
