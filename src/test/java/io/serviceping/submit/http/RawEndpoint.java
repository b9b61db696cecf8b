package io.serviceping.submit.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** A server below HTTP: handles each connection as the test defines, on a separate thread. */
public final class RawEndpoint implements AutoCloseable {
    /** What the server does after it has read the request's head and body. */
    public interface Conduct {
        void with(Socket connection, CountDownLatch closing) throws Exception;
    }

    private final ServerSocket socket;
    private final CountDownLatch closing = new CountDownLatch(1);

    public RawEndpoint(Conduct conduct) throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(() -> {
            while (true) {
                Socket connection = socket.accept();
                daemon(() -> serve(connection, conduct));
            }
        });
    }

    private void serve(Socket connection, Conduct conduct) throws Exception {
        try (connection) {
            readRequest(connection.getInputStream());
            conduct.with(connection, closing);
        }
    }

    private static void readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            head.append((char) next);
        }
        String length = head.toString().replaceAll("(?si).*content-length: *(\\d+).*", "$1");
        in.readNBytes(Integer.parseInt(length));
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        socket.close();
    }

    public static void send(Socket connection, String text) throws IOException {
        OutputStream out = connection.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception e) {
                // The client has closed the connection, or the test is over; both are expected.
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
