package io.serviceping.collector;

import com.sun.net.httpserver.HttpExchange;
import io.serviceping.collector.answer.Problem;
import io.serviceping.collector.answer.RefusalException;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The host names by which a request may address this collector. A web page can map its own host name to this machine's
 * address (DNS rebinding) and then read all answers, but its requests still carry that host name (RFC 9110, 7.4 and
 * 15.5.20).
 */
final class HostNames {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[(0{1,4}:){7}0{0,3}1]");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-f:.]+]|[^:\\[\\]/@\\s]+)(:\\d{0,5})?");

    private final Set<String> known = new HashSet<>();

    /**
     * Loopback's names, the listening address, and others.
     *
     * @param bound listening address; the wildcard address adds no name
     * @param others names without port
     */
    HostNames(InetAddress bound, List<String> others) {
        if (!bound.isAnyLocalAddress()) {
            known.add(withBrackets(bound.getHostAddress()));
        }
        others.forEach(name -> known.add(name.toLowerCase(Locale.ROOT)));
    }

    private static String withBrackets(String address) {
        return address.contains(":") ? "[" + address + "]" : address;
    }

    void check(HttpExchange exchange) throws RefusalException {
        List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        if (hosts.size() > 1 || (hosts.isEmpty() && !exchange.getProtocol().equalsIgnoreCase("HTTP/1.0"))) {
            throw new RefusalException(Problem.Kind.MALFORMED, "The header Host must be sent once.");
        }
        for (String host : hosts) {
            check(host);
        }
        // A host in the request target has precedence (RFC 9112, 3.2.2).
        String authority = exchange.getRequestURI().getRawAuthority();
        if (authority != null) {
            check(authority);
        }
    }

    private void check(String authority) throws RefusalException {
        Matcher host = HOST.matcher(authority.strip().toLowerCase(Locale.ROOT));
        if (!host.matches()) {
            throw new RefusalException(
                    Problem.Kind.MALFORMED, "The header Host must be a name or an address, and may have a port.");
        }
        String name = host.group(1);
        if (!known.contains(name) && !LOOPBACK.matcher(name).matches()) {
            throw new RefusalException(
                    Problem.Kind.FOREIGN_HOST,
                    "This collector does not know itself by that name. A proxy in front of it sends the name that it was"
                            + " asked for: start the collector with --host and that name.");
        }
    }
}
