package io.serviceping.submit.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Resolves an endpoint's host name. The JDK's HTTP client uses only the first address. If there are several, the client
 * gets the first one that accepts a connection.
 */
final class EndpointAddresses {
    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final String ALLOWED_HEADERS = "jdk.httpclient.allowRestrictedHeaders";

    private final Resolver resolver;
    private final Duration connectTimeout;
    private final boolean isTunnel;

    /**
     * Allows the {@code Host} header to be set, which the JDK's client otherwise takes from the URL. Only effective
     * before the first client is created. Keeps an administrator's value.
     */
    static void allowHost() {
        String allowed = System.getProperty(ALLOWED_HEADERS);
        System.setProperty(ALLOWED_HEADERS, allowed == null ? "host" : allowed + ",host");
    }

    @FunctionalInterface
    interface Resolver {
        List<InetAddress> resolve(String host) throws UnknownHostException;
    }

    /**
     * @param connectTimeout for all addresses together; each gets an equal part of the remaining time
     * @param isTunnel whether a proxy is used, which resolves the name itself
     */
    EndpointAddresses(Resolver resolver, Duration connectTimeout, boolean isTunnel) {
        this.isTunnel = isTunnel;
        this.resolver = resolver;
        this.connectTimeout = connectTimeout;
    }

    /**
     * The URL to send to. If the host has several addresses, an address replaces the name. Fails with an
     * {@link IOException} if the name has no address, or with the last address's failure if none of several accepts a
     * connection.
     */
    CompletableFuture<URI> target(URI url) {
        CompletableFuture<URI> target = new CompletableFuture<>();
        Thread thread = new Thread(() -> find(url, target), "endpoint-addresses");
        thread.setDaemon(true);
        thread.start();
        return target;
    }

    private void find(URI url, CompletableFuture<URI> target) {
        try {
            target.complete(found(url));
        } catch (IOException | RuntimeException e) {
            target.completeExceptionally(e);
        }
    }

    /** As {@link #target}, in this thread. */
    URI found(URI url) throws IOException {
        if (isTunnel) {
            return url;
        }
        List<InetAddress> addresses = resolver.resolve(bare(url.getHost()));
        return addresses.size() < 2 ? url : at(url, reachable(addresses, port(url)));
    }

    private InetAddress reachable(List<InetAddress> addresses, int port) throws IOException {
        long end = System.nanoTime() + connectTimeout.toNanos();
        IOException last = new ConnectException("no address");
        for (int i = 0; i < addresses.size(); i++) {
            long part = (end - System.nanoTime()) / (addresses.size() - i);
            try {
                connect(new InetSocketAddress(addresses.get(i), port), Duration.ofNanos(Math.max(part, 1)));
                return addresses.get(i);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private static void connect(InetSocketAddress address, Duration timeout) throws IOException {
        try (Selector selector = Selector.open();
                SocketChannel channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            if (channel.connect(address)) {
                return;
            }
            channel.register(selector, SelectionKey.OP_CONNECT);
            selector.select(Math.max(timeout.toMillis(), 1));
            if (!channel.finishConnect()) {
                throw new HttpConnectTimeoutException("no connection in time");
            }
        }
    }

    static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : "https".equalsIgnoreCase(url.getScheme()) ? HTTPS : HTTP;
    }

    /** An IPv6 address without its brackets. */
    static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static URI at(URI url, InetAddress address) {
        String host = address.getHostAddress().replaceFirst("%.*", "");
        return URI.create(url.getScheme() + "://" + (host.contains(":") ? "[" + host + "]" : host)
                + (url.getPort() < 0 ? "" : ":" + url.getPort())
                + url.getRawPath()
                + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery()));
    }
}
