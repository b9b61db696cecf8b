package io.serviceping.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;

/**
 * The one way to a terminal: what could command it (names of files, messages of servers) is written as its number, as JSON
 * does (a backslash, u, four digits). Line breaks and tabs pass.
 */
final class PrintableWriter extends FilterWriter {
    private PrintableWriter(Writer out) {
        super(out);
    }

    /** Flushes after each line. */
    static PrintWriter on(PrintWriter out) {
        return new PrintWriter(new PrintableWriter(out), true);
    }

    /** A text as one line: its line breaks are written as such signs too. */
    static String line(Object text) {
        StringBuilder line = new StringBuilder();
        text.toString()
                .chars()
                .forEach(sign -> append(line, (char) sign, sign == '\n' || sign == '\r' || sign == '\t'));
        return line.toString();
    }

    @Override
    public void write(int sign) throws IOException {
        StringBuilder written = new StringBuilder();
        append(written, (char) sign, false);
        out.write(written.toString());
    }

    @Override
    public void write(char[] signs, int offset, int length) throws IOException {
        write(new String(signs, offset, length), 0, length);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        StringBuilder written = new StringBuilder(length);
        text.substring(offset, offset + length).chars().forEach(sign -> append(written, (char) sign, false));
        out.write(written.toString());
    }

    private static void append(StringBuilder to, char sign, boolean escaped) {
        if (escaped || isCommand(sign)) {
            to.append(String.format(Locale.ROOT, "\\%s%04x", "u", (int) sign));
        } else {
            to.append(sign);
        }
    }

    /** Control characters, and those that turn the direction of writing around (Unicode, UAX 9). */
    private static boolean isCommand(char sign) {
        return (Character.isISOControl(sign) && sign != '\n' && sign != '\r' && sign != '\t')
                || (sign >= 0x202a && sign <= 0x202e)
                || (sign >= 0x2066 && sign <= 0x2069);
    }
}
