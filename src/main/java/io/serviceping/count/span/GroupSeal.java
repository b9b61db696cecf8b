package io.serviceping.count.span;

import io.serviceping.digest.Sha256;
import io.serviceping.files.PrivateFiles;
import io.serviceping.files.RegularFile;
import io.serviceping.files.UnusableFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts groups for the state database, with AES-256-GCM and a key from a file. A group's key can be personal data,
 * such as an e-mail address, and only the largest groups may be sent.
 */
public final class GroupSeal {
    /** First byte of encrypted content. Plain content begins with an accumulator's index, which never has this byte. */
    private static final byte SEALED = (byte) 0xff;

    private static final int KEY_BYTES = 32;
    private static final int NAME_BYTES = 8;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD_BYTES = 1 + NAME_BYTES + NONCE_BYTES;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private @Nullable Key known;

    /**
     * @param file created on first use, readable by its owner only
     */
    public GroupSeal(Path file) {
        this.file = file;
    }

    /** A key, and its name, which precedes all content that it encrypts. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Key(SecretKeySpec secret, byte[] name) {}

    private synchronized Key key() {
        Key key = known;
        if (key == null) {
            byte[] secret = secret();
            key = new Key(new SecretKeySpec(secret, "AES"), name(secret));
            known = key;
        }
        return key;
    }

    /** Replaces a damaged key; what it encrypted is counted again. */
    private byte[] secret() {
        try {
            if (Files.isRegularFile(file) && Files.size(file) != KEY_BYTES) {
                Files.delete(file);
            }
            if (!Files.exists(file)) {
                make(file);
            }
            return new RegularFile(file, KEY_BYTES).bytes();
        } catch (AccessDeniedException | UnusableFileException e) {
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            throw new UncheckedIOException("The key " + file + " cannot be kept: " + e.getMessage(), e);
        }
    }

    private static void make(Path file) throws IOException {
        PrivateFiles.makeFolderOf(file);
        Path fresh = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + ".new");
        byte[] secret = new byte[KEY_BYTES];
        RANDOM.nextBytes(secret);
        Files.deleteIfExists(fresh);
        PrivateFiles.write(fresh, secret);
        try {
            Files.move(fresh, file);
        } catch (FileAlreadyExistsException e) {
            // Another process was first; its key is used.
            Files.delete(fresh);
        }
    }

    private static byte[] name(byte[] secret) {
        return Arrays.copyOf(Sha256.of(secret), NAME_BYTES);
    }

    /** Encrypts; empty content stays empty. */
    public byte[] seal(byte[] content) {
        if (content.length == 0) {
            return content;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] name = key().name();
        byte[] hidden = cipher(Cipher.ENCRYPT_MODE, nonce, content, 0);
        return ByteBuffer.allocate(HEAD_BYTES + hidden.length)
                .put(SEALED)
                .put(name)
                .put(nonce)
                .put(hidden)
                .array();
    }

    /** Decrypts; plain content stays as it is. */
    public byte[] open(byte[] stored) {
        return isSealed(stored)
                ? cipher(
                        Cipher.DECRYPT_MODE, Arrays.copyOfRange(stored, 1 + NAME_BYTES, HEAD_BYTES), stored, HEAD_BYTES)
                : stored;
    }

    /** Whether {@link #open} can read the content: plain, or encrypted with this key. */
    public boolean opens(byte[] stored) {
        return !isSealed(stored) || Arrays.equals(key().name(), Arrays.copyOfRange(stored, 1, 1 + NAME_BYTES));
    }

    private static boolean isSealed(byte[] stored) {
        return stored.length > 0 && stored[0] == SEALED;
    }

    private byte[] cipher(int mode, byte[] nonce, byte[] content, int from) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key().secret(), new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(content, from, content.length - from);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("what is stored of groups does not open with its key", e);
        }
    }
}
