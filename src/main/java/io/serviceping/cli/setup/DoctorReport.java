package io.serviceping.cli.setup;

import io.serviceping.cli.console.PrintableWriter;
import io.serviceping.cli.console.Screen;
import io.serviceping.cli.console.Tone;
import io.serviceping.cli.json.Json;
import io.serviceping.doctor.Examined;
import io.serviceping.doctor.Finding;
import io.serviceping.doctor.Finding.Severity;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Findings as text, or as JSON; {@code docs/reference/json.md} documents the keys. */
final class DoctorReport {
    private static final int COLUMN = 12;
    private static final String ARROW = " ".repeat(COLUMN) + "-> ";

    private DoctorReport() {}

    static void print(List<Examined> found, Screen out) {
        for (Examined one : found) {
            out.line(Tone.STRONG, one.check());
            one.findings().forEach(finding -> print(finding, out));
        }
        out.line(sum(found));
    }

    private static void print(Finding finding, Screen out) {
        out.labelled(tone(finding.severity()), "  " + word(finding.severity()), COLUMN, printable(finding.text()));
        if (!finding.remedy().isEmpty()) {
            out.labelled(Tone.PLAIN, ARROW, ARROW.length(), printable(finding.remedy()));
        }
    }

    private static Tone tone(Severity severity) {
        return switch (severity) {
            case OK -> Tone.GOOD;
            case NOTE -> Tone.PLAIN;
            case WARNING -> Tone.WARNING;
            case CRITICAL -> Tone.BAD;
        };
    }

    /** What is bad stands out without colours too. */
    private static String word(Severity severity) {
        return severity.compareTo(Severity.WARNING) < 0 ? name(severity) : severity.name();
    }

    private static String sum(List<Examined> found) {
        String sum = Stream.of(Severity.CRITICAL, Severity.WARNING, Severity.NOTE)
                .map(severity -> counted(found, severity))
                .filter(words -> !words.startsWith("0 "))
                .collect(Collectors.joining(", "));
        return sum.isEmpty() ? "All is well." : sum + ".";
    }

    private static String counted(List<Examined> found, Severity severity) {
        long count = found.stream()
                .flatMap(one -> one.findings().stream())
                .filter(finding -> finding.severity() == severity)
                .count();
        return count + " " + name(severity) + (count == 1 || severity == Severity.CRITICAL ? "" : "s");
    }

    static String json(List<Examined> found) {
        ObjectNode root = Json.object();
        root.put("severity", name(Examined.worst(found)));
        root.set("checks", Json.list(found, DoctorReport::check));
        return Json.text(root);
    }

    private static ObjectNode check(Examined one) {
        ObjectNode node = Json.object();
        node.put("check", one.check());
        node.set("findings", Json.list(one.findings(), DoctorReport::finding));
        return node;
    }

    private static ObjectNode finding(Finding finding) {
        ObjectNode node = Json.object();
        node.put("severity", name(finding.severity()));
        node.put("text", printable(finding.text()));
        node.put("remedy", finding.remedy().isEmpty() ? null : printable(finding.remedy()));
        return node;
    }

    private static String name(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    private static String printable(String text) {
        return PrintableWriter.line(PrintableWriter.withoutUrlParameters(text));
    }
}
