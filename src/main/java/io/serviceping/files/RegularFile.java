package io.serviceping.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file that is read whole. Must be a regular file or a link to one: a device has no end, and a pipe may wait without
 * limit for its writer. Reads at most {@code mostBytes}.
 */
public record RegularFile(Path path, int mostBytes) {
    /** The limit for files written by hand: definitions and configuration. */
    public static final int ONE_MEGABYTE = 1 << 20;

    /**
     * The content.
     *
     * @throws UnusableFileException when this is not a regular file, or it is larger than {@code mostBytes}, or this user may
     *     not read it
     */
    public byte[] bytes() throws IOException {
        try (InputStream in = opened()) {
            byte[] bytes = in.readNBytes(mostBytes + 1);
            if (bytes.length > mostBytes) {
                throw UnusableFileException.of(path, "is larger than " + size());
            }
            return bytes;
        }
    }

    /**
     * Opens it and reads nothing.
     *
     * @throws UnusableFileException when this is not a regular file, or this user may not read it
     */
    public void requireReadable() throws IOException {
        opened().close();
    }

    private InputStream opened() throws IOException {
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
                throw UnusableFileException.of(path, "is not a regular file");
            }
            return Files.newInputStream(path);
        } catch (AccessDeniedException e) {
            throw UnusableFileException.denied(path);
        }
    }

    /**
     * The content as UTF-8 text.
     *
     * @throws CharacterCodingException when the content is not UTF-8
     */
    public String text() throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes()))
                .toString();
    }

    /**
     * This file, if it may hold a secret.
     *
     * @throws UnusableFileException when everybody on this machine may read the file
     */
    public RegularFile secret() throws UnusableFileException {
        if (PrivateFiles.isReadableByAll(path)) {
            throw UnusableFileException.exposed(path);
        }
        return this;
    }

    private String size() {
        return mostBytes % ONE_MEGABYTE == 0 ? mostBytes / ONE_MEGABYTE + " MB" : mostBytes / 1024 + " kB";
    }
}
