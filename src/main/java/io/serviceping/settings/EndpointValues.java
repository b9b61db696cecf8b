package io.serviceping.settings;

import io.serviceping.submit.http.Endpoint;
import io.serviceping.submit.http.KeyFiles;
import io.serviceping.submit.http.Proxy;
import io.serviceping.submit.http.TlsFiles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the endpoint from its settings and, if they name no proxy, from the environment's proxy variables. */
final class EndpointValues {
    private static final List<String> PROXY = List.of("https_proxy", "HTTPS_PROXY");
    private static final List<String> NO_PROXY = List.of("no_proxy", "NO_PROXY");

    private static final Duration BRIEF = Duration.ofSeconds(2);

    private final SettingValues values;
    private final Map<String, String> environment;

    EndpointValues(SettingValues values, Map<String, String> environment) {
        this.values = values;
        this.environment = environment;
    }

    /** Reports settings that do not fit together, after all values have been read. */
    void check() {
        values.needs(SettingsTable.ENDPOINT_TRUST_STORE_PASSWORD_FILE, SettingsTable.ENDPOINT_TRUST_STORE);
        values.needs(SettingsTable.ENDPOINT_CLIENT_KEY, SettingsTable.ENDPOINT_CLIENT_CERTIFICATE);
        values.needs(SettingsTable.ENDPOINT_CLIENT_KEY_PASSWORD_FILE, SettingsTable.ENDPOINT_CLIENT_CERTIFICATE);
        values.needs(SettingsTable.ENDPOINT_PROXY_USERNAME, SettingsTable.ENDPOINT_PROXY_URL);
        values.needs(SettingsTable.ENDPOINT_PROXY_USERNAME, SettingsTable.ENDPOINT_PROXY_PASSWORD_FILE);
        values.needs(SettingsTable.ENDPOINT_PROXY_PASSWORD_FILE, SettingsTable.ENDPOINT_PROXY_USERNAME);
        if (values.find(SettingsTable.ENDPOINT_URL).isPresent()
                && values.find(SettingsTable.ENDPOINT_PROXY_URL).isEmpty()) {
            variable(PROXY).ifPresent(this::checkProxy);
        }
    }

    private void checkProxy(String name) {
        try {
            Proxy.of(value(name), "");
        } catch (IllegalArgumentException e) {
            values.report(new SettingsProblem(
                    SettingOrigin.inEnvironment(name).source(), 0, null, String.valueOf(e.getMessage())));
        }
    }

    Optional<Endpoint> endpoint() {
        return values.find(SettingsTable.ENDPOINT_URL)
                .map(url -> new Endpoint(
                        url,
                        new KeyFiles(
                                values.find(SettingsTable.ENDPOINT_TOKEN_FILE),
                                values.find(SettingsTable.ENDPOINT_SIGNING_KEY_FILE)),
                        new TlsFiles(
                                values.find(SettingsTable.ENDPOINT_TRUST_STORE),
                                values.find(SettingsTable.ENDPOINT_TRUST_STORE_PASSWORD_FILE),
                                values.find(SettingsTable.ENDPOINT_CLIENT_CERTIFICATE),
                                values.find(SettingsTable.ENDPOINT_CLIENT_KEY),
                                values.find(SettingsTable.ENDPOINT_CLIENT_KEY_PASSWORD_FILE)),
                        proxy(),
                        values.get(SettingsTable.ENDPOINT_CONNECT_TIMEOUT),
                        values.get(SettingsTable.ENDPOINT_TIMEOUT)));
    }

    /**
     * The dead-man URL, reached by the same proxy, without our credentials. Java's own authorities are trusted.
     *
     * @return empty: not set, or the proxy is invalid, which {@link #check} reports
     */
    Optional<Endpoint> deadMan() {
        KeyFiles none = new KeyFiles(Optional.empty(), Optional.empty());
        try {
            return values.find(SettingsTable.MONITORING_PING_URL)
                    .map(url -> new Endpoint(url, none, TlsFiles.NONE, proxy(), BRIEF, BRIEF));
        } catch (IllegalArgumentException | NoSuchElementException e) {
            return Optional.empty();
        }
    }

    private Optional<Proxy> proxy() {
        String exceptions = values.find(SettingsTable.ENDPOINT_PROXY_NO_PROXY)
                .or(() -> variable(NO_PROXY).map(this::value))
                .orElse("");
        Optional<Proxy> configured = values.find(SettingsTable.ENDPOINT_PROXY_URL)
                .map(url -> Proxy.of(url, exceptions))
                .map(this::withLogin);
        return configured.or(() -> variable(PROXY).map(name -> Proxy.of(value(name), exceptions)));
    }

    private Proxy withLogin(Proxy proxy) {
        return values.find(SettingsTable.ENDPOINT_PROXY_USERNAME)
                .map(name -> proxy.with(
                        new Proxy.Login.InFile(name, values.get(SettingsTable.ENDPOINT_PROXY_PASSWORD_FILE))))
                .orElse(proxy);
    }

    /** The variable that is used: lower case before upper case, as in curl. */
    private Optional<String> variable(List<String> names) {
        return names.stream()
                .flatMap(name -> environment.getOrDefault(name, "").isBlank() ? Stream.empty() : Stream.of(name))
                .findFirst();
    }

    private String value(String name) {
        return environment.getOrDefault(name, "").strip();
    }
}
