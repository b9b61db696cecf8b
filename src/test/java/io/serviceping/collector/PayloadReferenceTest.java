package io.serviceping.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.collector.answer.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The collector accepts the examples in docs/reference/payload.md. */
class PayloadReferenceTest {
    @TempDir
    Path folder;

    @Test
    void theExampleIsValid() throws IOException {
        byte[] example = block("json").getBytes(StandardCharsets.UTF_8);

        assertThat(PayloadSchema.load().check(Json.readStrictly(example))).isEmpty();
    }

    @Test
    void theCommandsGetAReceipt() throws Exception {
        for (String tool : new String[] {"curl", "openssl", "gzip"}) {
            Assumptions.assumeTrue(run("command -v " + tool).startsWith("/"), tool + " is not installed");
        }
        Files.writeString(folder.resolve("ping.json"), block("json"));
        CollectorSettings settings =
                new CollectorSettings(InetAddress.getLoopbackAddress(), 0, folder.resolve("received"), null);
        try (Collector collector = Collector.start(settings)) {
            String commands = block("sh")
                    .replace("http://127.0.0.1:8080/pings", collector.endpoint().toString());

            String receipt = run(commands);

            assertThat(receipt).contains("\"receipt_id\"").contains("\"digest\":\"sha-256=:");
            assertThat(run(commands)).isEqualTo(receipt);
        }
    }

    private String run(String commands) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-ec", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        shell.waitFor();
        return output;
    }

    private static String block(String language) throws IOException {
        String page = Files.readString(Path.of("docs/reference/payload.md"));
        int start = page.indexOf("```" + language + "\n") + language.length() + 4;
        return page.substring(start, page.indexOf("```", start));
    }
}
