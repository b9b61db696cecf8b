package io.serviceping.cli.console;

import java.nio.file.Files;
import java.nio.file.Path;

/** The file that {@code --output} names. */
public record OutputFile(Path path) {
    /**
     * Before work that takes long.
     *
     * @throws CommandException when this user may not write it
     */
    public void requireWritable() throws CommandException {
        Path folder = path.toAbsolutePath().normalize().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(path)) {
            throw new CommandException(
                    ExitCode.USAGE, "--output must name a file in a folder that exists but was '" + path + "'.");
        }
        Path needed = Files.exists(path) ? path : folder;
        if (!Files.isWritable(needed)) {
            throw new CommandException(
                    ExitCode.NO_PERMISSION,
                    "No permission for " + needed + ". Name a file in a folder where this user may write (--output).");
        }
    }
}
