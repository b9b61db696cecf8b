package io.serviceping.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system in memory, which only a superuser can mount. */
public record SmallDisk(Path path) implements AutoCloseable {

    /** Skips the test where that is not possible. */
    public static SmallDisk mount(Path path, int mebibytes) throws Exception {
        Files.createDirectories(path);
        assumeTrue(
                call("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m,mode=777", "tmpfs", path.toString()) == 0,
                "no file system can be mounted here");
        return new SmallDisk(path);
    }

    /** Leaves not one free byte. */
    public void fill() throws Exception {
        byte[] block = new byte[1 << 12];
        try (OutputStream out = Files.newOutputStream(path.resolve("ballast"))) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
    }

    public void free() throws IOException {
        Files.delete(path.resolve("ballast"));
    }

    public void makeReadOnly() throws Exception {
        assertThat(call("mount", "-o", "remount,ro", path.toString())).isZero();
    }

    @Override
    public void close() throws Exception {
        call("umount", "--lazy", path.toString());
    }

    private static int call(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
