package io.serviceping.cli.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds text that the JVM could not read. With a locale such as {@code C}, which knows ASCII only, it replaces other
 * letters of arguments and variables, and cannot open files with such names.
 */
public final class SpoiltText {
    private static final String REPLACEMENT = "\uFFFD";

    private static final String REASON = "--reason";

    private SpoiltText() {}

    /**
     * What is spoilt and what to do, in one line. Empty: nothing, or only the reason of an opt-out, which is kept as far
     * as it can be read.
     *
     * @param encoding in which the JVM reads arguments and variables
     */
    public static Optional<String> in(List<String> arguments, Map<String, String> environment, String encoding) {
        if (encoding.equalsIgnoreCase("UTF-8")) {
            return Optional.empty();
        }
        return Stream.concat(
                        IntStream.range(0, arguments.size())
                                .filter(index -> arguments.get(index).contains(REPLACEMENT))
                                .filter(index -> !isReason(index, arguments))
                                .mapToObj(index -> "The argument '" + arguments.get(index) + "'"),
                        environment.entrySet().stream()
                                .filter(variable -> variable.getKey().startsWith("SERVICE_PING_")
                                        && variable.getValue().contains(REPLACEMENT))
                                .map(variable -> "The variable " + variable.getKey()))
                .findFirst()
                .map(SpoiltText::unknownLetters);
    }

    private static boolean isReason(int index, List<String> arguments) {
        return arguments.contains("opt-out")
                && (arguments.get(index).startsWith(REASON + "=")
                        || (index > 0 && arguments.get(index - 1).equals(REASON)));
    }

    static String unknownLetters(String what) {
        return what + " has letters that the locale does not know. Set LC_ALL=C.UTF-8 and type the command again.";
    }
}
