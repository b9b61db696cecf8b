package io.serviceping.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A real PostgreSQL server that a test can stop and restart on the same port; not shared with other tests. */
public final class RestartableServer implements AutoCloseable {
    private final Path data;
    private final int port;
    private EmbeddedPostgres running;

    private RestartableServer(Path data, EmbeddedPostgres running) {
        this.data = data;
        this.port = running.getPort();
        this.running = running;
    }

    /**
     * Starts a server that can be stopped and started again.
     *
     * @param data an empty folder for its data
     * @param beforehand statements that run on it
     */
    public static RestartableServer start(Path data, String... beforehand) throws IOException {
        RestartableServer server =
                new RestartableServer(data, builder(data).setPort(0).start());
        server.url().execute(beforehand);
        return server;
    }

    private static EmbeddedPostgres.Builder builder(Path data) {
        return PostgresVersion.usual().setDataDirectory(data);
    }

    public TestDatabase.Url url() {
        return new TestDatabase.Url("jdbc:postgresql://localhost:" + port + "/postgres", "postgres", "any");
    }

    /** Ends every session and refuses new ones until {@link #startAgain}. */
    public void stop() {
        try {
            running.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On the same port. */
    public void startAgain() {
        try {
            running = builder(data).setPort(port).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
