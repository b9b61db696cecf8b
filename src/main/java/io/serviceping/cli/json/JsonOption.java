package io.serviceping.cli.json;

import io.serviceping.cli.console.Screen;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The option {@code --json} of every command that lists something. */
public final class JsonOption {
    @Option(names = "--json", description = "As one JSON document.")
    private boolean given;

    /** Whether the command was called with the option. */
    public boolean isGiven() {
        return given;
    }

    /** Prints the document, or with no such option the text. */
    public void print(Screen out, Supplier<String> document, Runnable text) {
        if (given) {
            out.document(document.get());
        } else {
            text.run();
        }
    }
}
