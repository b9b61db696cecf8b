package io.serviceping.cli.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import picocli.CommandLine.Help.Ansi;

/**
 * Standard output or standard error. On a terminal, text is wrapped and has colour. Elsewhere a line stays a line, as
 * scripts expect. Nothing that is printed can command the terminal ({@link PrintableWriter}).
 */
public final class Screen {
    private static final int INDENT = 2;

    private final PrintWriter raw;
    private final PrintWriter text;
    private final PrintWriter documents;
    private final boolean isTerminal;
    private final Terminal terminal;
    private volatile @Nullable Logger log;

    private Screen(PrintWriter raw, boolean isTerminal, Terminal terminal) {
        this.raw = raw;
        this.isTerminal = isTerminal;
        this.terminal = terminal;
        this.text = PrintableWriter.on(raw, terminal.ascii());
        this.documents = PrintableWriter.on(raw, false);
    }

    /** A file or a pipe. */
    public static Screen plain(PrintWriter raw) {
        return new Screen(raw, false, Terminal.NONE);
    }

    /** Standard output, or a stand-in for it. */
    public static Screen out(PrintWriter raw, Terminal terminal) {
        return new Screen(raw, terminal.out(), terminal);
    }

    /** Standard error, or a stand-in for it. */
    public static Screen err(PrintWriter raw, Terminal terminal) {
        return new Screen(raw, terminal.err(), terminal);
    }

    /** From now on, sentences become lines of the log, which has the stream for itself. */
    public void giveWayTo(Logger lines) {
        log = lines;
    }

    public boolean isTerminal() {
        return isTerminal && log == null;
    }

    /** In columns; also where there is no terminal, for what has to have a width. */
    public int width() {
        return terminal.width();
    }

    /** Whether and how there is colour. */
    public Ansi ansi() {
        return terminal.colour().orElse(isTerminal) ? Ansi.ON : Ansi.OFF;
    }

    /** Makes each text printable. */
    public PrintWriter writer() {
        return text;
    }

    /** Prints a text of our own as it is, with control sequences. */
    public PrintWriter trusted() {
        return raw;
    }

    /** Prints JSON or a line of SQL, which are in UTF-8 whatever the locale: they are read by programs. */
    public void document(String written) {
        documents.print(written.endsWith("\n") ? written : written + "\n");
        documents.flush();
    }

    /** Prints a line as it is, such as one of a table or of SQL. */
    public void line(String line) {
        line(Tone.PLAIN, line);
    }

    /** Prints a line as it is, in a colour. */
    public void line(Tone tone, String line) {
        begin(tone);
        text.print(line);
        end(tone);
        text.println();
    }

    /** Says why the command fails. */
    public void failure(String sentences) {
        Logger lines = log;
        if (lines == null) {
            prose(sentences);
        } else {
            lines.error("{}", sentences);
        }
    }

    /** Prints the stack trace of a defect. */
    public void trace(String trace) {
        Logger lines = log;
        if (lines == null) {
            text.println(trace);
        } else {
            lines.error("{}", trace);
        }
    }

    /** Prints a sentence or several, wrapped below each other. */
    public void prose(String sentences) {
        Logger lines = log;
        if (lines != null) {
            lines.warn("{}", sentences.strip());
            return;
        }
        int indent = sentences.length() - sentences.stripLeading().length();
        labelled(Tone.PLAIN, " ".repeat(indent), indent, sentences.substring(indent), indent + INDENT);
    }

    /**
     * Prints a label, and behind it a text that is wrapped below itself.
     *
     * @param column where the text begins
     */
    public void labelled(Tone tone, String label, int column, String sentences) {
        labelled(tone, label, column, sentences, column);
    }

    private void labelled(Tone tone, String label, int column, String sentences, int indent) {
        String padded = column == 0 ? label : String.format(Locale.ROOT, "%-" + column + "s", label);
        List<String> lines =
                isTerminal ? wrapped(sentences, width() - padded.length(), width() - indent) : List.of(sentences);
        begin(tone);
        text.print(padded.stripTrailing());
        end(tone);
        text.println(padded.substring(padded.stripTrailing().length()) + lines.get(0));
        lines.stream().skip(1).forEach(line -> text.println(" ".repeat(indent) + line));
    }

    private void begin(Tone tone) {
        style(tone, true);
    }

    private void end(Tone tone) {
        style(tone, false);
    }

    private void style(Tone tone, boolean begins) {
        if (ansi() == Ansi.ON && tone != Tone.PLAIN) {
            text.flush();
            raw.print(begins ? Ansi.Style.on(Ansi.Style.parse(tone.style())) : Ansi.Style.reset.on());
            raw.flush();
        }
    }

    /** Breaks at blanks only: a long name stays one that can be copied. */
    static List<String> wrapped(String sentences, int firstWidth, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : sentences.split(" ", -1)) {
            int room = lines.isEmpty() ? firstWidth : width;
            if (!line.isEmpty() && line.length() + 1 + word.length() > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
