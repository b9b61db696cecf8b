package io.serviceping.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;

/** A port that counts connections and closes them at once, for addresses that must never be called. */
final class UncalledPort implements AutoCloseable {
    private final ServerSocket socket;
    private final AtomicInteger visitors = new AtomicInteger();

    UncalledPort() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::listen, "silence");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        while (true) {
            try (Socket visitor = socket.accept()) {
                visitors.incrementAndGet();
            } catch (SocketException e) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Number of connections. A connection of its own makes sure that none is left in the queue. */
    int visitors() {
        int before = visitors.get();
        try (Socket own = new Socket(InetAddress.getLoopbackAddress(), port())) {
            Await.until(
                    "our own visit is counted",
                    () -> visitors.get() > before && own.getInputStream().read() < 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return visitors.decrementAndGet();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
