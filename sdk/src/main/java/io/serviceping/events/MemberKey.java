package io.serviceping.events;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** The key of the members' hashes. All nodes of an installation need the same. */
record MemberKey(long first, long second) {
    private static final int BYTES = 16;
    private static final long FINGERPRINT = 0x6b65_7920_6964L;

    static MemberKey random() {
        SecureRandom random = new SecureRandom();
        return new MemberKey(random.nextLong(), random.nextLong());
    }

    /** Reads the file, or makes it once, for the owner only. Of processes that make it at once, one wins. */
    static MemberKey of(Path file) throws IOException {
        if (!Files.exists(file)) {
            make(file);
        }
        if (Files.size(file) != BYTES) {
            throw new IOException("The member key must have " + BYTES + " bytes: " + file);
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        return new MemberKey(bytes.getLong(), bytes.getLong());
    }

    /** Tells keys apart, without telling the key. */
    String fingerprint() {
        return HexFormat.of().toHexDigits(SipHash.of(first, second, FINGERPRINT, 0, 0), Long.BYTES);
    }

    @Override
    public String toString() {
        return "MemberKey " + fingerprint();
    }

    private static void make(Path file) throws IOException {
        MemberKey key = random();
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putLong(key.first)
                .putLong(key.second)
                .flip();
        Path made = file.resolveSibling(file.getFileName() + "." + Long.toHexString(key.first ^ key.second));
        try {
            write(made, bytes);
            // A link fails if there is a file; a move would replace it.
            Files.createLink(file, made);
        } catch (FileAlreadyExistsException e) {
            return;
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private static void write(Path made, ByteBuffer bytes) throws IOException {
        try (var channel = Files.newByteChannel(
                made,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                SpoolFolder.ownerOnly(made, "rw-------"))) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }
}
