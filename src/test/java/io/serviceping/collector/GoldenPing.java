package io.serviceping.collector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;

/** Payload documents to send: the golden files and variants of them. */
public final class GoldenPing {
    private static final String PING_ID = "0b0e7c5e-2f5f-4c0e-9f0b-6a3a1c1d2e01";
    private static final String INSTANCE = "7a1c9f0e-8d44-4b53-a1f4-1f4d6a9b3c10";

    private GoldenPing() {}

    static String text(String name) {
        String resource = "/payload/1.0/" + name + ".json";
        try (InputStream in = Objects.requireNonNull(GoldenPing.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String of(UUID pingId, UUID instance) {
        return text("complete").replace(PING_ID, pingId.toString()).replace(INSTANCE, instance.toString());
    }
}
