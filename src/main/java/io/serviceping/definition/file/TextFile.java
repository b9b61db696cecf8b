package io.serviceping.definition.file;

import io.serviceping.files.RegularFile;
import io.serviceping.files.UnusableFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a UTF-8 file and reports the line of a malformed byte. */
public final class TextFile {
    private TextFile() {}

    /** The text without a byte order mark. Empty: there was a finding. */
    public static Optional<String> read(Path file, Path shown, FileFindings findings) {
        byte[] bytes;
        try {
            bytes = new RegularFile(file, RegularFile.ONE_MEGABYTE).bytes();
        } catch (NoSuchFileException e) {
            findings.add(shown, 1, "no such file");
            return Optional.empty();
        } catch (UnusableFileException e) {
            findings.add(shown, e);
            return Optional.empty();
        } catch (IOException e) {
            findings.add(shown, 1, "cannot be read: " + e.getMessage());
            return Optional.empty();
        }
        CharBuffer text = CharBuffer.allocate(bytes.length);
        if (StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes), text, true)
                .isError()) {
            text.flip();
            int line = 1
                    + (int) text.chars().filter(character -> character == '\n').count();
            findings.add(shown, line, "must be UTF-8, but this line is not");
            return Optional.empty();
        }
        String decoded = text.flip().toString();
        return Optional.of(decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded);
    }
}
