package io.serviceping.benchmark;

import io.serviceping.testing.CollectorProgram;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Where the measured collector keeps its pings; it asks for a token and a signature. */
sealed interface CollectorStore {
    String TOKEN = "token-of-the-benchmark";
    String SIGNING_KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    String name();

    /** The options of the command that choose the store. */
    List<String> options(Path folder) throws IOException;

    default CollectorProgram start(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<String> options = new ArrayList<>(options(folder));
        options.addAll(List.of(
                "--token-file", secret(folder, "token", TOKEN),
                "--signing-key-file", secret(folder, "signing-key", SIGNING_KEY)));
        return CollectorProgram.start(folder, options);
    }

    private static String secret(Path folder, String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }

    /** A file of its own. */
    record OnH2() implements CollectorStore {
        @Override
        public String name() {
            return "H2";
        }

        @Override
        public List<String> options(Path folder) {
            return List.of();
        }
    }

    /** A new schema on a server. */
    record OnPostgres(TestDatabase.Url server) implements CollectorStore {
        @Override
        public String name() {
            return "PostgreSQL";
        }

        @Override
        public List<String> options(Path folder) throws IOException {
            String database = "collector_" + folder.getFileName().toString().replace('-', '_');
            server.execute("drop database if exists " + database, "create database " + database);
            String jdbc = server.jdbc().replaceFirst("/[^/]*$", "/" + database);
            return List.of(
                    "--url", jdbc,
                    "--username", server.username(),
                    "--password-file", secret(folder, "password", server.password()));
        }
    }
}
