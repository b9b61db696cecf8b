package io.serviceping.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file that is read whole. A device has no end, and a pipe may wait for its writer without end; so only regular files are
 * opened, and no more is read than such a file may hold. A link to a regular file is one.
 */
public record RegularFile(Path path, int mostBytes) {
    /** Definitions, configuration: written by hand. */
    public static final int ONE_MEGABYTE = 1 << 20;

    /**
     * Its bytes.
     *
     * @throws UnusableFileException when it is no regular file, or larger than it may be
     */
    public byte[] bytes() throws IOException {
        if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
            throw new UnusableFileException(path, "is not a regular file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(mostBytes + 1);
            if (bytes.length > mostBytes) {
                throw new UnusableFileException(path, "is larger than " + size());
            }
            return bytes;
        }
    }

    /**
     * Its text, UTF-8.
     *
     * @throws CharacterCodingException when it is not
     */
    public String text() throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes()))
                .toString();
    }

    private String size() {
        return mostBytes % ONE_MEGABYTE == 0 ? mostBytes / ONE_MEGABYTE + " MB" : mostBytes / 1024 + " kB";
    }
}
