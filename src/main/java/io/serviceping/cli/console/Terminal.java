package io.serviceping.cli.console;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Where the program writes to. The JDK's own answers differ between its versions.
 *
 * @param out whether standard output is a terminal
 * @param err whether standard error is a terminal
 * @param width in columns
 * @param colour whether the user wants colour everywhere or nowhere; empty: on terminals
 * @param ascii whether the locale has no letters beyond ASCII
 */
public record Terminal(boolean out, boolean err, int width, Optional<Boolean> colour, boolean ascii) {
    /** A file or a pipe, in UTF-8. */
    public static final Terminal NONE = new Terminal(false, false, Terminal.USUAL_WIDTH, Optional.of(false), false);

    /** The launcher sets this where it gives Java another locale than the user's, which knows ASCII only. */
    private static final String ASCII = "service-ping.ascii";

    private static final int USUAL_WIDTH = 80;
    private static final int LEAST_WIDTH = 40;
    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)\\s*");
    private static final Pattern DEVICE = Pattern.compile("/dev/(pts/\\d+|tty.*|console)");

    /** Where this process writes to. */
    public static Terminal here(Map<String, String> environment) {
        boolean ascii = System.getProperty(ASCII) != null
                || !System.getProperty("sun.jnu.encoding", "UTF-8").equalsIgnoreCase("UTF-8");
        return of(environment, isTerminal(1), isTerminal(2), ascii, Terminal::measured);
    }

    /** @param measured the width that the terminal has; 0: unknown */
    static Terminal of(
            Map<String, String> environment, boolean out, boolean err, boolean ascii, Supplier<Integer> measured) {
        int asked = number(environment.getOrDefault("COLUMNS", ""));
        int found = asked > 0 || !(out || err) ? asked : measured.get();
        int width = found > 0 ? Math.max(found, LEAST_WIDTH) : USUAL_WIDTH;
        return new Terminal(out, err, width, colour(environment), ascii);
    }

    /** As no-color.org and bixense.com/clicolors describe. */
    private static Optional<Boolean> colour(Map<String, String> environment) {
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return Optional.of(false);
        }
        if (!environment.getOrDefault("CLICOLOR_FORCE", "0").equals("0")) {
            return Optional.of(true);
        }
        boolean unwanted = environment.getOrDefault("CLICOLOR", "1").equals("0")
                || environment.getOrDefault("TERM", "").equals("dumb");
        return unwanted ? Optional.of(false) : Optional.empty();
    }

    private static boolean isTerminal(int stream) {
        try {
            Path device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream));
            return DEVICE.matcher(device.toString()).matches();
        } catch (IOException e) {
            return answer("test", "-t", String.valueOf(stream)).isPresent();
        }
    }

    private static int measured() {
        return answer("stty", "size")
                .map(SIZE::matcher)
                .filter(size -> size.matches())
                .map(size -> number(size.group(1)))
                .orElse(0);
    }

    /** What a program that looks at the terminal prints. Empty: it failed. */
    private static Optional<String> answer(String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
            if (command[0].equals("stty")) {
                builder.redirectInput(new File("/dev/tty"));
            } else {
                builder.inheritIO();
            }
            Process process = builder.start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return process.waitFor() == 0 ? Optional.of(answer) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text.strip().toLowerCase(Locale.ROOT));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
