package io.serviceping.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The network in front of a database server, with its faults. */
public final class FaultyNetwork implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("//([^:/]+):(\\d+)");

    private final TestDatabase.Url server;
    private final InetSocketAddress address;
    private final int port;
    private final Queue<Link> links = new ConcurrentLinkedQueue<>();
    /** What happens to the connection over which the client sends a text. */
    private final Map<String, Fault> armed = new ConcurrentHashMap<>();

    private volatile ServerSocket listening;
    private volatile boolean silent;
    private volatile Duration late = Duration.ZERO;

    public FaultyNetwork(TestDatabase.Url server) {
        Matcher matcher = ADDRESS.matcher(server.jdbc());
        if (!matcher.find()) {
            throw new IllegalArgumentException(server.jdbc() + " names no port");
        }
        this.server = server;
        this.address = new InetSocketAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
        this.listening = listen(0);
        this.port = listening.getLocalPort();
    }

    private enum Fault {
        /** It ends before the server has what was sent. */
        CUT_BEFORE,
        /** It ends when the server answers. */
        CUT_BEHIND,
        /** Everything falls silent. */
        SILENCE
    }

    /** The way to the server. */
    public TestDatabase.Url url() {
        String jdbc = ADDRESS.matcher(server.jdbc()).replaceFirst("//127.0.0.1:" + port);
        return new TestDatabase.Url(jdbc, server.username(), server.password());
    }

    /** Cuts all connections, and refuses others. */
    public void refuse() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        links.forEach(Link::cut);
    }

    /**
     * Nothing passes any more, not even the end of a connection. What is open now stays dead, as behind a firewall
     * that has forgotten it.
     */
    public void fallSilent() {
        silent = true;
        links.forEach(link -> link.dead = true);
    }

    /** {@link #fallSilent} when a client sends this text, before the server has it. */
    public void fallSilentAt(String text) {
        armed.put(text, Fault.SILENCE);
    }

    /**
     * Cuts the connection over which a client sends this text next.
     *
     * @param behind when the server answers; else before the server has it
     */
    public void cutAt(String text, boolean behind) {
        armed.put(text, behind ? Fault.CUT_BEHIND : Fault.CUT_BEFORE);
    }

    /** Whether a text is still awaited. */
    public boolean isArmed() {
        return !armed.isEmpty();
    }

    /** Each packet comes so much later. */
    public void delay(Duration by) {
        late = by;
    }

    /** New connections are well. */
    public void recover() {
        late = Duration.ZERO;
        silent = false;
        if (listening.isClosed()) {
            listening = listen(port);
        }
    }

    private ServerSocket listen(int at) {
        try {
            ServerSocket socket = new ServerSocket(at, 50, InetAddress.getLoopbackAddress());
            start(() -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "network");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(ServerSocket socket) {
        try {
            while (true) {
                Socket client = socket.accept();
                Link link = new Link(client, new Socket(address.getHostString(), address.getPort()));
                links.add(link);
                if (silent) {
                    link.dead = true;
                }
                start(() -> link.pass(link.client, link.server));
                start(() -> link.pass(link.server, link.client));
            }
        } catch (IOException e) {
            // Refused from now on, or the test has ended.
        }
    }

    @Override
    public void close() throws IOException {
        refuse();
    }

    /** A connection. */
    private final class Link {
        private final Socket client;
        private final Socket server;
        private volatile boolean dead;
        private volatile boolean swallowsAnswer;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void pass(Socket from, Socket to) {
            byte[] buffer = new byte[1 << 18];
            try {
                for (int read = from.getInputStream().read(buffer);
                        read >= 0 && !swallowsAnswer;
                        read = from.getInputStream().read(buffer)) {
                    LockSupport.parkNanos(late.toNanos());
                    if (from == client) {
                        sent(new String(buffer, 0, read, ISO_8859_1));
                    }
                    if (!dead) {
                        to.getOutputStream().write(buffer, 0, read);
                    }
                }
                if (!dead) {
                    cut();
                }
            } catch (IOException e) {
                // The other side has ended.
            }
        }

        private void sent(String text) {
            for (String one : List.copyOf(armed.keySet())) {
                Fault fault = text.contains(one) ? armed.remove(one) : null;
                if (fault == Fault.SILENCE) {
                    fallSilent();
                } else if (fault == Fault.CUT_BEFORE) {
                    cut();
                } else if (fault == Fault.CUT_BEHIND) {
                    swallowsAnswer = true;
                }
            }
        }

        void cut() {
            try {
                client.close();
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
