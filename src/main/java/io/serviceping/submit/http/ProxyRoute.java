package io.serviceping.submit.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Selects the route to the endpoint: through the proxy or direct. */
final class ProxyRoute extends ProxySelector {
    private static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

    private final Optional<Proxy> proxy;

    ProxyRoute(Endpoint endpoint) {
        this.proxy = endpoint.proxy()
                .filter(candidate ->
                        !candidate.excepts(String.valueOf(endpoint.url().getHost())));
    }

    /**
     * Allows Basic authentication for the tunnel, which the JDK disables by default. TLS runs inside the tunnel. Only
     * effective before the first client is created. Keeps an administrator's value.
     */
    static void allowBasicAuthentication() {
        if (System.getProperty(DISABLED_SCHEMES) == null) {
            System.setProperty(DISABLED_SCHEMES, "");
        }
    }

    /**
     * The value of Proxy-Authorization; the client sends it only to the proxy.
     *
     * @throws CredentialException if the password's file cannot be used
     */
    Optional<String> authorization() {
        return proxy.flatMap(Proxy::login).map(login -> {
            String pair = login.username() + ":" + password(login);
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        });
    }

    private static String password(Proxy.Login login) {
        return login instanceof Proxy.Login.InFile file
                ? read(file.passwordFile())
                : ((Proxy.Login.Inline) login).password();
    }

    private static String read(Path file) {
        return new SecretFile("proxy password", file).line();
    }

    boolean isTunnel() {
        return proxy.isPresent();
    }

    @Override
    public List<java.net.Proxy> select(URI uri) {
        return List.of(proxy.map(ProxyRoute::address).orElse(java.net.Proxy.NO_PROXY));
    }

    private static java.net.Proxy address(Proxy proxy) {
        return new java.net.Proxy(java.net.Proxy.Type.HTTP, new InetSocketAddress(proxy.host(), proxy.port()));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The attempt fails with the same exception and reports it.
    }
}
