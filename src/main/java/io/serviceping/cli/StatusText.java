package io.serviceping.cli;

import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.Remedies;
import io.serviceping.cli.console.Screen;
import io.serviceping.cli.console.Tone;
import io.serviceping.consent.ConsentDecision;
import io.serviceping.count.CountingStore;
import io.serviceping.job.status.Gap;
import io.serviceping.job.status.InstallationStatus;
import io.serviceping.job.status.Plural;
import io.serviceping.outbox.Breaker;
import io.serviceping.state.CommandRun;
import io.serviceping.state.RunProgress;
import java.util.Optional;
import java.util.stream.Collectors;

/** The status as text. */
final class StatusText {
    private static final int COLUMN = 11;

    private final Screen out;

    private StatusText(Screen out) {
        this.out = out;
    }

    static void print(StatusCommand.Report report, Screen out) {
        StatusText text = new StatusText(out);
        text.add(
                "product",
                report.settings().product().name() + " "
                        + report.settings().product().version());
        ConsentDecision consent = report.view().consent();
        Tone tone = consent instanceof ConsentDecision.Unknown ? Tone.BAD : Tone.WARNING;
        consent.noSending().ifPresentOrElse(why -> text.add(tone, "consent", why), () -> text.add("consent", "on"));
        report.view()
                .asked()
                .sources()
                .forEach(source -> text.add("", source.mode().text() + ": " + source.who()));
        text.leftOut(report);
        text.add("running", report.view().running().map(StatusText::running).orElse("no"));
        text.commandRuns(report.view());
        report.view()
                .outbox()
                .ifPresentOrElse(
                        outbox -> text.books(outbox, report),
                        () -> text.add("outbox", "readable again when the run has ended"));
    }

    private void add(String label, String value) {
        add(Tone.PLAIN, label, value);
    }

    private void add(Tone tone, String label, String value) {
        out.labelled(tone, label, COLUMN, value);
    }

    private void leftOut(StatusCommand.Report report) {
        String all = report.leftOut().entrySet().stream()
                .map(place -> String.join(", ", place.getValue()) + " (" + place.getKey() + ")")
                .collect(Collectors.joining("; "));
        add("left out", all.isEmpty() ? "nothing" : all);
        if (!report.problems().isEmpty()) {
            add(Tone.BAD, "invalid", report.problems().get(0));
            report.problems().stream().skip(1).forEach(line -> add("", line));
            add("", Remedies.INVALID);
        }
    }

    private void commandRuns(InstallationStatus.View view) {
        Optional<CommandRun> last = view.runs().last();
        last.filter(run -> run.end().isPresent() || view.running().isEmpty())
                .ifPresent(run -> commandRun("last run", run));
        view.runs().unresolved().stream()
                .filter(run -> !Optional.of(run).equals(last))
                .forEach(run -> commandRun("unresolved", run));
    }

    private void commandRun(String label, CommandRun run) {
        String begun = run.startedAt() + ", " + run.command() + ", ";
        Optional<CommandRun.End> end = run.end();
        if (end.isPresent()) {
            int code = end.get().exitCode();
            add(
                    ExitCode.of(code).tone(),
                    label,
                    begun + "exit " + code + ": " + ExitCode.of(code).meaning());
            end.get().reasons().forEach(line -> add("", line));
            Remedies.of(ExitCode.of(code), run.command()).ifPresent(line -> add("", line));
        } else {
            add(Tone.WARNING, label, begun + "did not end: killed, or its machine went down; the next one continues");
        }
    }

    private static String running(InstallationStatus.Running running) {
        return running.who() + running.progress().map(StatusText::progress).orElse("");
    }

    private static String progress(RunProgress.Snapshot run) {
        return ", " + run.period() + ", since " + run.startedAt() + ", step " + run.step()
                + (run.scansTotal() == 0 ? "" : ", " + run.scansDone() + " of " + run.scansTotal() + " scans")
                + run.waitingFor().map(why -> ", waiting for " + why).orElse("");
    }

    private void books(InstallationStatus.OutboxStatus outbox, StatusCommand.Report report) {
        add("instance", outbox.instanceId().toString());
        add(
                "last ping",
                outbox.lastDelivered()
                        .map(ping -> ping.period() + ", delivered "
                                + ping.deliveredAt().map(Object::toString).orElse("")
                                + ", receipt " + ping.receiptId().orElse("none"))
                        .orElse("none delivered yet"));
        add(
                "next ping",
                report.view().consent() instanceof ConsentDecision.Off
                        ? "none while Service Ping is off; 'opt-in' takes an opt-out back"
                        : report.next() + ", from " + report.nextFrom() + " on");
        outbox.breaker().ifPresent(this::breaker);
        add(
                outbox.waiting().isEmpty() ? Tone.PLAIN : Tone.WARNING,
                "waiting",
                outbox.waiting().isEmpty() ? "nothing" : outbox.waiting().size() + " in the outbox");
        outbox.waiting().forEach(ping -> add("", ping.period() + " " + RunOutcome.describe(ping)));
        outbox.withdrawn()
                .forEach(ping -> add(Tone.WARNING, "withdrawn", ping.period() + " " + RunOutcome.describe(ping)));
        add(
                outbox.gaps().isEmpty() ? Tone.PLAIN : Tone.WARNING,
                "missing",
                outbox.gaps().isEmpty()
                        ? "no week since the first ping"
                        : outbox.gaps().stream().map(StatusText::gap).collect(Collectors.joining(", ")));
        outbox.gaps().stream().map(Gap::why).distinct().forEach(why -> add("", why.text() + ": " + Remedies.of(why)));
        outbox.incomplete().ifPresent(this::incomplete);
        outbox.apart().forEach(one -> add("apart", apart(one)));
        outbox.futureRows().forEach(rows -> add("future", FutureRowsText.of(rows)));
    }

    private void incomplete(InstallationStatus.Incomplete ping) {
        add(Tone.WARNING, "no value", Plural.of(ping.missing().size(), "metric") + " in the ping of " + ping.period());
        ping.missing().forEach(one -> add("", MissingValues.line(one)));
        add("", Remedies.MISSING_VALUES);
    }

    private static String apart(CountingStore.Apart apart) {
        return apart.keyPath() + " of " + apart.period()
                + " was asked by a statement of its own, since the scan that it was to share failed because of it: "
                + MissingValues.explain(apart.why())
                + ". Its own statement gave its value, or the reason for none. That costs a scan of its own until its SQL is mended.";
    }

    private static String gap(Gap gap) {
        return gap.period() + " (" + gap.why().text() + (gap.detail().isEmpty() ? "" : ": " + gap.detail()) + ")";
    }

    private void breaker(Breaker breaker) {
        if (breaker instanceof Breaker.Open open) {
            add(
                    Tone.WARNING,
                    "endpoint",
                    "left in peace since " + open.since() + " after " + open.failedRuns()
                            + " runs in vain; one probe a day, the next from " + open.nextProbeAt()
                            + " on; 'submit' tries at once");
        } else if (breaker.failedRuns() > 0) {
            add(Tone.WARNING, "endpoint", "took nothing in the last " + Plural.of(breaker.failedRuns(), "run"));
        }
    }
}
