package io.serviceping.submit.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real proxy: CONNECT opens a tunnel to a port of this machine, regardless of the requested host. */
public final class TestProxy implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final String refusal;
    private final String expectedAuthorization;

    /**
     * A proxy that refuses requests without this authorization.
     *
     * @param expectedAuthorization other logins get 407. Empty: no login is required
     * @param refusal a status line such as {@code 403 Forbidden}. Empty: every request is accepted
     */
    public TestProxy(String expectedAuthorization, String refusal) throws IOException {
        this.expectedAuthorization = expectedAuthorization;
        this.refusal = refusal;
        daemon(() -> {
            while (true) {
                Socket client = socket.accept();
                daemon(() -> serve(client));
            }
        });
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** The heads of the requests, headers included. */
    public List<String> heads() {
        return heads;
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            String head = head(client.getInputStream());
            heads.add(head);
            if (!refusal.isEmpty()) {
                answer(client, refusal + "\r\nContent-Length: 0");
            } else if (!expectedAuthorization.isEmpty()
                    && !head.contains("Proxy-Authorization: " + expectedAuthorization + "\r\n")) {
                answer(
                        client,
                        "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"r\"\r\nContent-Length: 0");
            } else {
                tunnel(client, head);
            }
        }
    }

    private static void tunnel(Socket client, String head) throws IOException {
        int port = Integer.parseInt(head.replaceAll("(?s)CONNECT [^ ]*:(\\d+) .*", "$1"));
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            answer(client, "200 Connection established");
            daemon(() -> {
                server.getInputStream().transferTo(client.getOutputStream());
                client.close();
            });
            client.getInputStream().transferTo(server.getOutputStream());
        }
    }

    private static void answer(Socket client, String lines) throws IOException {
        client.getOutputStream().write(("HTTP/1.1 " + lines + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One side has closed the connection, or the test is over.
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
