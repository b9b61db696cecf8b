package io.serviceping.cli;

import io.serviceping.cli.console.CliContext;
import io.serviceping.cli.console.Interruption;
import io.serviceping.cli.console.Screen;
import io.serviceping.time.TimeSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * Makes what the packages of a release hold beside files of the sources: the jar in the layout that starts fastest,
 * completions, the sources of the manual pages, licences, and the units of the Debian package. The release profile
 * starts this.
 */
final class PackageFiles {
    /** The home folder in the units of the sources, and the one in the Debian package. */
    private static final String HOME = "/opt/service-ping";

    private static final String DEBIAN_HOME = "/usr/share/service-ping";

    private PackageFiles() {}

    /**
     * The arguments: the folder to fill, the executable jar, the list of components, the folder of the units, the
     * version and the time of the release.
     */
    public static void main(String[] arguments) throws Exception {
        Path target = Path.of(arguments[0]);
        extract(Path.of(arguments[1]), target.resolve("program"));
        CommandLine program = commandLine();
        Completion completion = new Completion(program);
        write(target.resolve("completion/bash/service-ping"), completion.bash());
        write(target.resolve("completion/zsh/_service-ping"), completion.zsh());
        write(target.resolve("completion/fish/service-ping.fish"), completion.fish());
        new ManualPages(arguments[4], arguments[5]).write(program, target.resolve("man/man1"));
        new Licences(Path.of(arguments[2])).write(target.resolve("program/lib"), target.resolve("licences"));
        for (String unit : List.of("service-ping.service", "service-ping.timer")) {
            String text = Files.readString(Path.of(arguments[3]).resolve(unit));
            write(target.resolve("units").resolve(unit), text.replace(HOME, DEBIAN_HOME));
        }
    }

    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }

    private static CommandLine commandLine() {
        Screen nowhere = Screen.plain(new PrintWriter(Writer.nullWriter()));
        return ServicePing.commandLine(new CliContext(
                nowhere, nowhere, Map.of(), List.of(), TimeSource.of(Clock.systemUTC()), new Interruption()));
    }

    private static void extract(Path jar, Path destination) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-Djarmode=tools",
                        "-jar",
                        jar.toString(),
                        "extract",
                        "--force",
                        "--destination",
                        destination.toString(),
                        "--application-filename",
                        "service-ping.jar")
                .inheritIO()
                .start();
        require(process.waitFor() == 0, "The jar could not be extracted: " + jar);
    }

    static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException(message);
        }
    }
}
