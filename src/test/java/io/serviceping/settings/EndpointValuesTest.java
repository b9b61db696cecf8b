package io.serviceping.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.submit.http.Endpoint;
import io.serviceping.submit.http.KeyFiles;
import io.serviceping.submit.http.Proxy;
import io.serviceping.submit.http.TlsFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointValuesTest {
    private static final String URL = "endpoint: { url: https://pings.example }";

    @TempDir
    Path folder;

    private ConfiguredHome home;

    @BeforeEach
    void configure() {
        home = new ConfiguredHome(folder);
    }

    private Optional<Proxy> proxy(Map<String, String> environment, String... arguments) {
        return home.load(environment, arguments).endpoint().orElseThrow().proxy();
    }

    @Test
    void takesEveryFile() {
        for (String file : new String[] {"token", "keys", "trust", "password", "certificate", "key"}) {
            home.write(file, "x");
        }
        Endpoint endpoint = home.withRequiredAnd("""
                        endpoint:
                          url: https://pings.example
                          token-file: token
                          signing-key-file: keys
                          trust-store: trust
                          trust-store-password-file: password
                          client-certificate: certificate
                          client-key: key
                          client-key-password-file: password
                          proxy: { url: "http://proxy.example:3128", username: u, password-file: password, no-proxy: a.example }
                        """).load().endpoint().orElseThrow();

        assertThat(endpoint.keyFiles()).isEqualTo(new KeyFiles(at("token"), at("keys")));
        assertThat(endpoint.tlsFiles())
                .isEqualTo(new TlsFiles(at("trust"), at("password"), at("certificate"), at("key"), at("password")));
        assertThat(endpoint.proxy())
                .contains(Proxy.of("http://proxy.example:3128", "a.example")
                        .with(new Proxy.Login.InFile("u", home.resolve("password"))));
    }

    private Optional<Path> at(String file) {
        return Optional.of(home.resolve(file));
    }

    @Test
    void takesTheEnvironmentsProxyWhereItHasNone() {
        home.withRequiredAnd(URL);

        assertThat(proxy(Map.of())).isEmpty();
        assertThat(proxy(Map.of("HTTPS_PROXY", "http://u:p@upper.example:1", "NO_PROXY", "a.example")))
                .contains(Proxy.of("http://u:p@upper.example:1", "a.example"));
        assertThat(proxy(Map.of(
                        "HTTPS_PROXY", "upper.example:1", "https_proxy", "lower.example:2", "no_proxy", "b.example")))
                .contains(Proxy.of("lower.example:2", "b.example"));
        assertThat(proxy(Map.of("HTTP_PROXY", "http://proxy.example:1", "https_proxy", " ")))
                .isEmpty();
    }

    @Test
    void prefersItsOwnProxyAndExceptions() {
        home.withRequiredAnd(URL);
        Map<String, String> environment = Map.of("https_proxy", "http://other.example:1", "no_proxy", "b.example");

        assertThat(proxy(environment, "--service-ping.endpoint.proxy.url=http://own.example:2"))
                .contains(Proxy.of("http://own.example:2", "b.example"));
        assertThat(proxy(environment, "--service-ping.endpoint.proxy.no-proxy=*"))
                .contains(Proxy.of("http://other.example:1", "*"));
    }

    @Test
    void saysWhatIsWrongWithAProxyAndHidesItsLogin() {
        home.withRequiredAnd(URL);

        assertThat(home.problems(Map.of("HTTPS_PROXY", "https://u:hunter2@proxy.example")))
                .containsExactly(
                        "environment variable HTTPS_PROXY: must begin with http://: a proxy is spoken to in plain"
                                + " HTTP, and TLS goes through it to the endpoint");
        assertThat(home.problems("--service-ping.endpoint.proxy.url=http://u:hunter2@proxy.example"))
                .containsExactly("command line: service-ping.endpoint.proxy.url: must not carry a user or password: use"
                        + " proxy.username and proxy.password-file");
    }

    @Test
    void saysWhatIsOfNoUseAlone() {
        home.write("file", "x").withRequiredAnd("""
                endpoint:
                  url: https://pings.example
                  trust-store-password-file: file
                  client-key: file
                  client-key-password-file: file
                  proxy: { url: "http://proxy.example:1", password-file: file }
                """);

        assertThat(home.problems())
                .hasSize(4)
                .allSatisfy(problem -> assertThat(problem).contains("is of no use without service-ping.endpoint."));
    }
}
