package io.serviceping.submit.http;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An HTTP proxy, used with a CONNECT tunnel. It is never used for an endpoint on this machine, because plain HTTP must
 * not leave the machine. {@code toString} omits address and login.
 *
 * @param host a name, an IPv4 address, or an IPv6 address in brackets
 * @param port from 1 to 65535
 * @param exceptions hosts reached directly, as in {@code NO_PROXY}: a name covers itself and its subdomains, {@code *}
 *     covers all hosts
 */
public record Proxy(String host, int port, Optional<Login> login, List<String> exceptions) {
    private static final int USUAL_PORT = 80;
    private static final int HIGHEST_PORT = 65_535;

    public Proxy {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host must not be blank");
        }
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("port must be from 1 to " + HIGHEST_PORT + " but was " + port);
        }
        exceptions = List.copyOf(exceptions);
    }

    /** Credentials for Basic authentication at the proxy. */
    public sealed interface Login {
        String username();

        /** The password is in a file, which is read again for each run. */
        record InFile(String username, Path passwordFile) implements Login {}

        /** The password was part of the environment's URL. */
        record Inline(String username, String password) implements Login {
            @Override
            public String toString() {
                return "Inline[hidden]";
            }
        }
    }

    /**
     * The proxy of a URL such as {@code http://user:password@proxy.example:3128}; the scheme is optional.
     *
     * @param exceptions separated by commas or spaces
     * @throws IllegalArgumentException with a message that follows the setting's name and does not contain the URL
     */
    public static Proxy of(String url, String exceptions) {
        URI parsed = WrittenUrl.parsed(url.contains("://") || url.isBlank() ? url : "http://" + url);
        if (!"http".equalsIgnoreCase(parsed.getScheme())) {
            throw new IllegalArgumentException(
                    "must begin with http://: a proxy is spoken to in plain HTTP, and TLS goes through it to the endpoint");
        }
        if (parsed.getHost() == null && parsed.getRawAuthority() != null) {
            throw new IllegalArgumentException(WrittenUrl.withoutHost(parsed));
        }
        if (parsed.getHost() == null || parsed.getPort() == 0 || parsed.getPort() > HIGHEST_PORT) {
            throw new IllegalArgumentException("must name a host and a port, as in http://proxy.example:3128");
        }
        return new Proxy(
                parsed.getHost(),
                parsed.getPort() < 0 ? USUAL_PORT : parsed.getPort(),
                Optional.ofNullable(parsed.getUserInfo()).map(Proxy::login),
                names(exceptions));
    }

    /** The same proxy with another login. */
    public Proxy with(Login otherLogin) {
        return new Proxy(host, port, Optional.of(otherLogin), exceptions);
    }

    /** Whether this host is reached directly. */
    boolean excepts(String wanted) {
        String name = wanted.toLowerCase(Locale.ROOT);
        return Endpoint.isThisMachine(name) || exceptions.stream().anyMatch(exception -> covers(exception, name));
    }

    private static boolean covers(String exception, String name) {
        String domain = exception.replaceFirst("^\\*?\\.", "");
        return exception.equals("*") || name.equals(domain) || name.endsWith("." + domain);
    }

    private static List<String> names(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[,\\s]+"))
                .map(name -> name.replaceFirst(":\\d+$", ""))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static Login login(String userInfo) {
        int colon = userInfo.indexOf(':');
        return colon < 0
                ? new Login.Inline(userInfo, "")
                : new Login.Inline(userInfo.substring(0, colon), userInfo.substring(colon + 1));
    }

    @Override
    public String toString() {
        return "Proxy[hidden]";
    }
}
