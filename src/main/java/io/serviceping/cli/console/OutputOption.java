package io.serviceping.cli.console;

import io.serviceping.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --output} of commands that print a document. */
public final class OutputOption {
    @Option(names = "--output", paramLabel = "FILE", description = "Write it there instead of standard output.")
    private Optional<Path> output = Optional.empty();

    /** As {@link OutputFile#requireWritable}, if the command was called with the option. */
    public void requireWritable() throws CommandException {
        if (output.isPresent()) {
            new OutputFile(output.get()).requireWritable();
        }
    }

    /** Writes the file, or with no such option prints the document. Returns what to tell about it. */
    public Optional<String> write(Screen out, String document) throws IOException {
        if (output.isEmpty()) {
            out.document(document);
            return Optional.empty();
        }
        PrivateFiles.write(output.get(), document.getBytes(StandardCharsets.UTF_8));
        return Optional.of("Wrote " + output.get() + ".");
    }
}
