package io.serviceping.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;

/** Standard output of this process. Remembers why it could not be written, which a {@code PrintWriter} hides. */
public final class StandardOutput extends OutputStream {
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private volatile Optional<String> failure = Optional.empty();

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            if (failure.isEmpty()) {
                failure = Optional.of(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /** Why not all was written. Empty also if the reader of a pipe has ended, such as {@code head}: it has enough. */
    public Optional<String> loss() {
        return failure.filter(reason -> !reason.toLowerCase(Locale.ROOT).contains("pipe"));
    }
}
