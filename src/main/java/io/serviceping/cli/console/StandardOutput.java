package io.serviceping.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Standard output of this process. Remembers why it could not be written, which a {@code PrintWriter} hides. */
public final class StandardOutput extends OutputStream {
    private static final Path DESCRIPTOR = Path.of("/dev/fd/1");

    /** The bits of stat(2) that tell what a file is. */
    private static final int TYPE = 0170000;

    private static final int PIPE = 0010000;
    private static final int SOCKET = 0140000;

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
        return failure.filter(reason -> !isPipe(DESCRIPTOR));
    }

    /** Writing to a pipe or a socket fails only when nobody reads it any more. The system's message is in its own language. */
    static boolean isPipe(Path stream) {
        try {
            int type = (Integer) Files.getAttribute(stream, "unix:mode") & TYPE;
            return type == PIPE || type == SOCKET;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
