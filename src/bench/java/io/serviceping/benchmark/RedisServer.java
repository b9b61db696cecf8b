package io.serviceping.benchmark;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Redis of the benchmark's own, with Redis's usual settings, where {@code redis-server} is installed. */
record RedisServer(Process process, int port) implements AutoCloseable {
    private static final String PROGRAM = "redis-server";

    static Optional<RedisServer> start(Path work) throws IOException, InterruptedException {
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
        if (!installed) {
            return Optional.empty();
        }
        int port = freePort();
        Process process = new ProcessBuilder(
                        PROGRAM,
                        "--port",
                        String.valueOf(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        Files.createDirectories(work).toString())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("log").toFile())
                .start();
        RedisServer server = new RedisServer(process, port);
        while (!server.answers()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(Files.readString(work.resolve("log")));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return Optional.of(server);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
