package io.serviceping.cli.console;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The only way to a terminal. A character that could command the terminal, such as one in a file's name or a server's
 * message, is escaped as in JSON (a backslash, u, four digits). Line breaks and tabs pass.
 */
public final class PrintableWriter extends FilterWriter {
    private static final int LAST_OF_ASCII = 0x7e;
    private static final Pattern URL_PARAMETERS = Pattern.compile("(jdbc:[^\\s?;\"']*)[?;][^\\s\"']*");

    private final boolean ascii;

    private PrintableWriter(Writer out, boolean ascii) {
        super(out);
        this.ascii = ascii;
    }

    /**
     * A printable writer that flushes after each line.
     *
     * @param ascii whether to escape letters beyond ASCII too
     */
    static PrintWriter on(PrintWriter out, boolean ascii) {
        return new PrintWriter(new PrintableWriter(out, ascii), true);
    }

    /** A text as one line: its line breaks are escaped too. */
    public static String line(Object text) {
        StringBuilder line = new StringBuilder();
        text.toString()
                .chars()
                .forEach(sign -> append(line, (char) sign, sign == '\n' || sign == '\r' || sign == '\t'));
        return line.toString();
    }

    /** The same for code that writes to {@code System.err} directly: the log and the JVM. */
    public static PrintStream stream(PrintWriter way) {
        OutputStream bytes = new OutputStream() {
            @Override
            public void write(int one) {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] text, int offset, int length) {
                way.write(withoutUrlParameters(new String(text, offset, length, StandardCharsets.UTF_8)));
                way.flush();
            }
        };
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** Removes the parameters, which may hold a secret, from the JDBC URLs that drivers quote. */
    public static String withoutUrlParameters(String text) {
        return URL_PARAMETERS.matcher(text).replaceAll("$1…");
    }

    @Override
    public void write(int sign) throws IOException {
        StringBuilder written = new StringBuilder();
        append(written, (char) sign, sign == '\r');
        out.write(spelled(written));
    }

    @Override
    public void write(char[] signs, int offset, int length) throws IOException {
        write(new String(signs, offset, length), 0, length);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        StringBuilder written = new StringBuilder(length);
        for (int i = offset; i < offset + length; i++) {
            // A carriage return alone moves to the beginning of the line, so that the line is overwritten.
            boolean alone = text.charAt(i) == '\r' && !text.startsWith("\n", i + 1);
            append(written, text.charAt(i), alone);
        }
        out.write(spelled(written));
    }

    /** In ASCII, if that is all there is. */
    private String spelled(StringBuilder text) {
        if (!ascii || text.chars().allMatch(sign -> sign <= LAST_OF_ASCII)) {
            return text.toString();
        }
        StringBuilder letters = new StringBuilder();
        text.toString().replace("…", "...").chars().forEach(sign -> append(letters, (char) sign, sign > LAST_OF_ASCII));
        return letters.toString();
    }

    private static void append(StringBuilder to, char sign, boolean escaped) {
        if (escaped || isCommand(sign)) {
            to.append(String.format(Locale.ROOT, "\\%s%04x", "u", (int) sign));
        } else {
            to.append(sign);
        }
    }

    /** Control characters and characters that change the direction of writing (Unicode, UAX 9). */
    private static boolean isCommand(char sign) {
        return (Character.isISOControl(sign) && sign != '\n' && sign != '\r' && sign != '\t')
                || (sign >= 0x202a && sign <= 0x202e)
                || (sign >= 0x2066 && sign <= 0x2069);
    }
}
