package io.serviceping.job.delivery;

import io.serviceping.job.installation.LockedInstallation;
import io.serviceping.job.installation.RunRequest;
import io.serviceping.job.installation.Version;
import io.serviceping.job.installation.Withdrawal;
import io.serviceping.outbox.Outbox;
import io.serviceping.outbox.Ping;
import io.serviceping.outbox.PingState;
import io.serviceping.outbox.PingSummary;
import io.serviceping.state.InstanceId;
import io.serviceping.submit.ReceiptReader;
import io.serviceping.submit.http.Credentials;
import io.serviceping.submit.http.Endpoint;
import io.serviceping.submit.http.RequestHeaders;
import io.serviceping.time.Period;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Exports pings to a file and imports receipts from one, for a machine that cannot reach the endpoint. */
public final class AirGap {
    private final RunRequest request;

    public AirGap(RunRequest request) {
        this.request = request;
    }

    /** The result of an export or import. */
    public sealed interface Result {}

    /** Another run is under way; nothing was done. */
    public record Busy(String who) implements Result {}

    /**
     * Service Ping may not send; nothing was written.
     *
     * @param text who forbids it, in one line
     */
    public record Forbidden(String text) implements Result {}

    /** The selected ping is withdrawn; nothing was written. */
    public record Withdrawn(String period) implements Result {}

    /**
     * The written pings, oldest first. Empty: no ping to write, and no file made.
     *
     * @param dropped whether the bytes of a selected ping have been dropped
     */
    public record Exported(List<PingSummary> pings, boolean dropped) implements Result {}

    /** The results for the documents of the file, in the file's order. */
    public record Imported(List<Receipted> receipts) implements Result {}

    /** The result for one document. */
    public sealed interface Receipted {
        /** This receipt closed the ping as delivered. */
        record Closed(PingSummary ping) implements Receipted {}

        /** The ping had been delivered before. */
        record Before(PingSummary ping) implements Receipted {}

        /** Not a receipt for a ping of this installation; nothing was changed. */
        record Refused(String problem) implements Receipted {}
    }

    public sealed interface Selection {
        /** All pings neither delivered nor given up. */
        record Waiting() implements Selection {}

        /** The ping of this period, in any state. */
        record OfPeriod(Period period) implements Selection {}

        /** The ping with this id, in any state. */
        record OfId(UUID pingId) implements Selection {}
    }

    /**
     * Writes the pings, and how to post them, to a zip file with a checksum file beside it. Their states stay as they
     * are.
     *
     * @param output in an existing folder; an existing file is replaced
     * @throws java.io.IOException when the file cannot be written; then no ping is noted as exported
     */
    public Result export(Selection selection, Path output) throws Exception {
        return exclusive().run(state -> export(state, selection, output), Busy::new);
    }

    private Result export(LockedInstallation.State state, Selection selection, Path output) throws Exception {
        Optional<String> forbidden = new Withdrawal(request.asking(state.database())).noSending(state.outbox());
        if (forbidden.isPresent()) {
            return new Forbidden(forbidden.get());
        }
        List<Ping> selected = selected(state, selection);
        Optional<Ping> withdrawn = selected.stream()
                .filter(ping -> ping.state() == PingState.WITHDRAWN)
                .findFirst();
        if (withdrawn.isPresent()) {
            return new Withdrawn(withdrawn.get().period());
        }
        List<Ping> pings =
                selected.stream().filter(ping -> !ping.content().isDropped()).toList();
        if (!pings.isEmpty()) {
            Endpoint endpoint = request.settings().endpoint().orElseThrow();
            Credentials signing = Credentials.signingOnly(endpoint);
            Instant now = request.clock().instant();
            // As before a delivery: an exported ping must never be counted again.
            state.database().force();
            ExportFile.write(
                    output,
                    endpoint.url(),
                    pings,
                    ping -> RequestHeaders.of(ping, signing, Version.current(), now)
                            .byName());
            pings.forEach(ping -> state.outbox().noteExport(ping.pingId()));
        }
        return new Exported(summaries(state.outbox(), pings), pings.size() < selected.size());
    }

    private List<Ping> selected(LockedInstallation.State state, Selection selection) {
        Outbox outbox = state.outbox();
        if (selection instanceof Selection.OfPeriod one) {
            return outbox
                    .find(
                            InstanceId.id(state.database(), request.clock()),
                            one.period().toString())
                    .stream()
                    .toList();
        } else if (selection instanceof Selection.OfId one) {
            return outbox.find(one.pingId()).stream().toList();
        }
        return outbox.waiting().stream()
                .flatMap(ping -> outbox.find(ping.pingId()).stream())
                .toList();
    }

    private static List<PingSummary> summaries(Outbox outbox, List<Ping> pings) {
        return pings.stream()
                .flatMap(ping -> outbox.summary(ping.pingId()).stream())
                .toList();
    }

    /**
     * Closes pings with the endpoint's receipts, one transaction for each.
     *
     * @param answers one or several JSON documents, as the endpoint returned them
     */
    public Result importReceipts(String answers) throws Exception {
        return exclusive().run(state -> new Imported(receipts(state.outbox(), answers)), Busy::new);
    }

    private List<Receipted> receipts(Outbox outbox, String answers) {
        List<Receipted> receipts = new ArrayList<>();
        for (String answer : ReceiptReader.split(answers)) {
            receipts.add(receipt(outbox, answer));
        }
        return receipts.isEmpty() ? List.of(new Receipted.Refused("it holds no JSON document")) : receipts;
    }

    private Receipted receipt(Outbox outbox, String answer) {
        Optional<Ping> ping = ReceiptReader.pingId(answer).flatMap(outbox::find);
        if (ping.isEmpty()) {
            return new Receipted.Refused("it names no ping of this installation");
        }
        ReceiptReader.Found found =
                ReceiptReader.read(answer, ping.get(), request.clock().instant());
        if (found instanceof ReceiptReader.Found.Matching matching) {
            return close(outbox, ping.get(), matching);
        }
        return new Receipted.Refused(
                found instanceof ReceiptReader.Found.Other other
                        ? "it is for the ping of " + ping.get().period() + ", " + other.problem()
                        : "it is no receipt");
    }

    private static Receipted close(Outbox outbox, Ping ping, ReceiptReader.Found.Matching matching) {
        boolean won = outbox.close(matching.receipt());
        PingSummary now = outbox.summary(ping.pingId()).orElseThrow();
        if (!won && now.state() != PingState.DELIVERED) {
            return new Receipted.Refused("the ping of " + ping.period() + " is being sent at this moment");
        }
        return won ? new Receipted.Closed(now) : new Receipted.Before(now);
    }

    private LockedInstallation exclusive() {
        return new LockedInstallation(request.home(), request.settings(), request.clock());
    }
}
