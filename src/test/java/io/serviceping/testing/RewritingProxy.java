package io.serviceping.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy between a client and a PostgreSQL server that replaces a text in the client's messages. A real server then
 * fails as a server of another kind would.
 */
public final class RewritingProxy implements AutoCloseable {
    private static final int LENGTH_BYTES = Integer.BYTES;

    private final ServerSocket listening;
    private final TestDatabase.Url server;
    private final String text;
    private final String instead;
    private final int most;
    private final AtomicInteger changed = new AtomicInteger();

    private RewritingProxy(ServerSocket listening, TestDatabase.Url server, String text, String instead, int most) {
        this.listening = listening;
        this.server = server;
        this.text = text;
        this.instead = instead;
        this.most = most;
    }

    /**
     * A proxy that replaces a text in what is sent to the server.
     *
     * @param instead the replacement, of the same length
     */
    public static RewritingProxy before(TestDatabase.Url server, String text, String instead) throws IOException {
        return before(server, text, instead, Integer.MAX_VALUE);
    }

    /**
     * A proxy that replaces a text a limited number of times.
     *
     * @param instead the replacement, of the same length
     * @param most how many messages are changed; later ones pass unchanged
     */
    public static RewritingProxy before(TestDatabase.Url server, String text, String instead, int most)
            throws IOException {
        if (text.length() != instead.length()) {
            throw new IllegalArgumentException("instead must be as long as '" + text + "' but was '" + instead + "'");
        }
        RewritingProxy proxy = new RewritingProxy(
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server, text, instead, most);
        start(proxy::accept);
        return proxy;
    }

    public TestDatabase.Url url() {
        String path = address().getPath();
        return new TestDatabase.Url(
                "jdbc:postgresql://127.0.0.1:" + listening.getLocalPort() + path
                        + "?sslmode=disable&gssEncMode=disable",
                server.username(),
                server.password());
    }

    /** How many messages were changed. */
    public int changed() {
        return changed.get();
    }

    private URI address() {
        return URI.create(server.jdbc().substring("jdbc:".length()));
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket behind = new Socket(address().getHost(), address().getPort());
                start(() -> passOn(client, behind, this::passOnChanged));
                start(() -> passOn(behind, client, DataInputStream::transferTo));
            }
        } catch (SocketException e) {
            // The proxy was closed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FunctionalInterface
    private interface Way {
        void pass(DataInputStream in, DataOutputStream out) throws IOException;
    }

    private static void passOn(Socket from, Socket to, Way way) {
        try (from;
                to) {
            way.pass(new DataInputStream(from.getInputStream()), new DataOutputStream(to.getOutputStream()));
        } catch (SocketException | EOFException e) {
            // One side has closed the connection.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first message has no type byte; every message has its length. */
    private void passOnChanged(DataInputStream in, DataOutputStream out) throws IOException {
        passMessage(in, out);
        while (true) {
            out.write(in.readUnsignedByte());
            passMessage(in, out);
        }
    }

    private void passMessage(DataInputStream in, DataOutputStream out) throws IOException {
        int length = in.readInt();
        String body = new String(in.readNBytes(length - LENGTH_BYTES), StandardCharsets.ISO_8859_1);
        boolean change = body.contains(text) && changed.get() < most;
        if (change) {
            changed.incrementAndGet();
        }
        out.writeInt(length);
        out.write((change ? body.replace(text, instead) : body).getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
