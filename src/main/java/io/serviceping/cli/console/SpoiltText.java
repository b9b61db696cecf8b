package io.serviceping.cli.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds text that the JVM could not read. With a locale such as {@code C}, which knows ASCII only, it replaces other
 * letters of arguments and variables, and cannot open files with such names.
 */
public final class SpoiltText {
    private static final String REPLACEMENT = "\uFFFD";

    private SpoiltText() {}

    /**
     * What is spoilt and what to do, in one line. Empty: nothing.
     *
     * @param encoding in which the JVM reads arguments and variables
     */
    public static Optional<String> in(List<String> arguments, Map<String, String> environment, String encoding) {
        if (encoding.equalsIgnoreCase("UTF-8")) {
            return Optional.empty();
        }
        return Stream.concat(
                        arguments.stream()
                                .filter(text -> text.contains(REPLACEMENT))
                                .map(text -> "The argument '" + text + "'"),
                        environment.entrySet().stream()
                                .filter(variable -> variable.getKey().startsWith("SERVICE_PING_")
                                        && variable.getValue().contains(REPLACEMENT))
                                .map(variable -> "The variable " + variable.getKey()))
                .findFirst()
                .map(SpoiltText::unknownLetters);
    }

    static String unknownLetters(String what) {
        return what + " has letters that the locale does not know. Set LC_ALL=C.UTF-8 and type the command again.";
    }
}
