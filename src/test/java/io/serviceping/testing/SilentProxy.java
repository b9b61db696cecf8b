package io.serviceping.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A proxy in front of a PostgreSQL server that can fall silent: connections stay open, and nothing passes any more, as
 * behind a broken network.
 */
public final class SilentProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final URI server;
    private final TestDatabase.Url url;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private volatile boolean silent;

    public SilentProxy(TestDatabase.Url server) {
        try {
            this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.server = URI.create(server.jdbc().substring("jdbc:".length()));
        this.url = server;
        start(this::accept);
    }

    public TestDatabase.Url url() {
        return new TestDatabase.Url(
                "jdbc:postgresql://127.0.0.1:" + listening.getLocalPort() + server.getPath(),
                url.username(),
                url.password());
    }

    /** From now on nothing passes. */
    public void fallSilent() {
        silent = true;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "silent-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket behind = new Socket(server.getHost(), server.getPort());
                sockets.add(client);
                sockets.add(behind);
                start(() -> pass(client, behind));
                start(() -> pass(behind, client));
            }
        } catch (IOException e) {
            // The test has ended.
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!silent) {
                    out.write(buffer, 0, read);
                }
            }
            to.close();
        } catch (IOException e) {
            // The other side has ended.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
