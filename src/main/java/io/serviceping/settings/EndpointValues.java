package io.serviceping.settings;

import io.serviceping.submit.http.Endpoint;
import io.serviceping.submit.http.KeyFiles;
import io.serviceping.submit.http.Proxy;
import io.serviceping.submit.http.TlsFiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The endpoint, made of its settings and, where those name no proxy, of what the environment says about one. */
final class EndpointValues {
    private static final List<String> PROXY = List.of("https_proxy", "HTTPS_PROXY");
    private static final List<String> NO_PROXY = List.of("no_proxy", "NO_PROXY");

    private final Values values;
    private final Map<String, String> environment;

    EndpointValues(Values values, Map<String, String> environment) {
        this.values = values;
        this.environment = environment;
    }

    /** Reports what does not go together, once all values are read. */
    void check() {
        values.needs(Table.ENDPOINT_TRUST_STORE_PASSWORD_FILE, Table.ENDPOINT_TRUST_STORE);
        values.needs(Table.ENDPOINT_CLIENT_KEY, Table.ENDPOINT_CLIENT_CERTIFICATE);
        values.needs(Table.ENDPOINT_CLIENT_KEY_PASSWORD_FILE, Table.ENDPOINT_CLIENT_CERTIFICATE);
        values.needs(Table.ENDPOINT_PROXY_USERNAME, Table.ENDPOINT_PROXY_URL);
        values.needs(Table.ENDPOINT_PROXY_USERNAME, Table.ENDPOINT_PROXY_PASSWORD_FILE);
        values.needs(Table.ENDPOINT_PROXY_PASSWORD_FILE, Table.ENDPOINT_PROXY_USERNAME);
        if (values.find(Table.ENDPOINT_URL).isPresent()
                && values.find(Table.ENDPOINT_PROXY_URL).isEmpty()) {
            variable(PROXY).ifPresent(this::checkProxy);
        }
    }

    private void checkProxy(String name) {
        try {
            Proxy.of(value(name), "");
        } catch (IllegalArgumentException e) {
            values.report(
                    new SettingsProblem(Place.inEnvironment(name).source(), 0, null, String.valueOf(e.getMessage())));
        }
    }

    Optional<Endpoint> endpoint() {
        return values.find(Table.ENDPOINT_URL)
                .map(url -> new Endpoint(
                        url,
                        new KeyFiles(
                                values.find(Table.ENDPOINT_TOKEN_FILE), values.find(Table.ENDPOINT_SIGNING_KEY_FILE)),
                        new TlsFiles(
                                values.find(Table.ENDPOINT_TRUST_STORE),
                                values.find(Table.ENDPOINT_TRUST_STORE_PASSWORD_FILE),
                                values.find(Table.ENDPOINT_CLIENT_CERTIFICATE),
                                values.find(Table.ENDPOINT_CLIENT_KEY),
                                values.find(Table.ENDPOINT_CLIENT_KEY_PASSWORD_FILE)),
                        proxy(),
                        values.get(Table.ENDPOINT_CONNECT_TIMEOUT),
                        values.get(Table.ENDPOINT_TIMEOUT)));
    }

    private Optional<Proxy> proxy() {
        String exceptions = values.find(Table.ENDPOINT_PROXY_NO_PROXY)
                .or(() -> variable(NO_PROXY).map(this::value))
                .orElse("");
        Optional<Proxy> configured = values.find(Table.ENDPOINT_PROXY_URL)
                .map(url -> Proxy.of(url, exceptions))
                .map(this::withLogin);
        return configured.or(() -> variable(PROXY).map(name -> Proxy.of(value(name), exceptions)));
    }

    private Proxy withLogin(Proxy proxy) {
        return values.find(Table.ENDPOINT_PROXY_USERNAME)
                .map(name -> proxy.with(new Proxy.Login.InFile(name, values.get(Table.ENDPOINT_PROXY_PASSWORD_FILE))))
                .orElse(proxy);
    }

    /** The variable that counts: lower case before upper case, as in curl. */
    private Optional<String> variable(List<String> names) {
        return names.stream()
                .flatMap(name -> environment.getOrDefault(name, "").isBlank() ? Stream.empty() : Stream.of(name))
                .findFirst();
    }

    private String value(String name) {
        return environment.getOrDefault(name, "").strip();
    }
}
