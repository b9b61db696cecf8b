package io.serviceping.job.delivery;

import io.serviceping.digest.Sha256;
import io.serviceping.files.PrivateFiles;
import io.serviceping.outbox.Ping;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A zip file with one folder for each ping: the bytes to send, and the headers in a file for {@code curl}. A checksum
 * file for {@code sha256sum -c} lies beside it.
 */
final class ExportFile {
    private static final String READ_ME = """
            Pings of Service Ping, to be posted from a machine that reaches the endpoint. Unzip, then, in this order:

            %s
            Where the endpoint wants a token, add: -H "Authorization: Bearer TOKEN"

            Take receipts.json back and run: service-ping import-receipt receipts.json
            Posting a ping twice, or after it went out over the network, does no harm: it is known by its Idempotency-Key.
            """;
    private static final String POST = """
              curl --fail-with-body -H @%1$s/headers.txt --data-binary @%1$s/payload.json.gz '%2$s' >>receipts.json
            """;

    private ExportFile() {}

    static void write(Path file, URI url, List<Ping> pings, Function<Ping, Map<String, String>> headers)
            throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            String sha256 = zip(next, url, pings, headers);
            PrivateFiles.write(
                    file.resolveSibling(file.getFileName() + ".sha256"),
                    (sha256 + "  " + file.getFileName() + "\n").getBytes(StandardCharsets.UTF_8));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static String zip(Path file, URI url, List<Ping> pings, Function<Ping, Map<String, String>> headers)
            throws IOException {
        try (OutputStream out = Channels.newOutputStream(PrivateFiles.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE));
                ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            put(zip, "README.txt", readMe(url, pings));
            for (Ping ping : pings) {
                put(zip, ping.period() + "/payload.json.gz", ping.content().bytes());
                put(zip, ping.period() + "/headers.txt", lines(headers.apply(ping)));
            }
        }
        return Sha256.hex(Files.readAllBytes(file));
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] readMe(URI url, List<Ping> pings) {
        return READ_ME.formatted(pings.stream()
                        .map(ping -> POST.formatted(ping.period(), url))
                        .collect(Collectors.joining()))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] lines(Map<String, String> headers) {
        return headers.entrySet().stream()
                .map(header -> header.getKey() + ": " + header.getValue() + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }
}
