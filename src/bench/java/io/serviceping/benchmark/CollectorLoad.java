package io.serviceping.benchmark;

import io.serviceping.conformance.SentPing;
import io.serviceping.conformance.SigningSecret;
import io.serviceping.testing.CollectorProgram;
import io.serviceping.testing.Senders;
import io.serviceping.testing.StoredReceipts;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** How many new pings a second the packaged collector acknowledges, and what a kill makes it lose of them. */
final class CollectorLoad {
    private static final int WANTED = 200;
    private static final int KILLS = 3;
    private static final int METRICS = 300;
    /** Until the collector's code is compiled, whatever else the core is busy with. */
    private static final int WARM_UP = 1000;

    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(5);

    private final Bench bench;
    private final Options.Part part;

    CollectorLoad(Bench bench, Options.Part part) {
        this.bench = bench;
        this.part = part;
    }

    void measure() throws Exception {
        Cores.pin(Cores.all());
        try (Server server = Server.durable(bench.options().url(), bench.work().resolve("durable"))) {
            bench.tell(
                    part,
                    "## The collector's load%n%nall on the same %d cores, %s%n"
                            .formatted(Cores.here(), Machine.describe(server)));
            List<CollectorStore> stores =
                    List.of(new CollectorStore.OnH2(), new CollectorStore.OnPostgres(server.admin()));
            bench.tell(part, throughput(stores));
            bench.tell(part, kills(stores));
        }
    }

    private Table throughput(List<CollectorStore> stores) throws Exception {
        Table table = new Table(
                "store",
                "ping",
                "senders",
                "acknowledged a second",
                "median, ms",
                "99th percentile, ms",
                "collector's CPU, ms a ping",
                "senders' CPU, ms a ping",
                "other answers",
                "lost",
                "");
        for (CollectorStore store : stores) {
            for (LoadPing ping : List.of(LoadPing.golden(), LoadPing.of(METRICS))) {
                for (int senders : new int[] {16, 64}) {
                    row(table, store, ping, senders);
                }
            }
        }
        return table;
    }

    private void row(Table table, CollectorStore store, LoadPing ping, int number) throws Exception {
        Queue<Receipted> receipted = new ConcurrentLinkedQueue<>();
        try (CollectorProgram collector = store.start(bench.newHome());
                Senders senders = senders(number, ping, collector, receipted)) {
            while (receipted.size() < WARM_UP) {
                Thread.sleep(100);
            }
            int before = receipted.size();
            Duration cpuBefore = collector.cpu();
            Duration ownBefore = ownCpu();
            long start = System.nanoTime();
            Thread.sleep(Duration.ofSeconds(bench.options().loadSeconds()).toMillis());
            double seconds = Session.secondsSince(start);
            List<Receipted> measured = List.copyOf(receipted).subList(before, receipted.size());
            Duration cpu = collector.cpu().minus(cpuBefore);
            Duration own = ownCpu().minus(ownBefore);
            senders.stop();
            double perSecond = measured.size() / seconds;
            double[] millis = measured.stream()
                    .mapToDouble(one -> one.nanos() / 1e6)
                    .sorted()
                    .toArray();
            table.row(
                    store.name(),
                    ping.toString(),
                    String.valueOf(number),
                    Table.number(perSecond),
                    "%.0f".formatted(millis[millis.length / 2]),
                    "%.0f".formatted(millis[(int) (millis.length * 0.99)]),
                    millisFor(cpu, measured.size()),
                    millisFor(own, measured.size()),
                    senders.otherAnswers().isEmpty()
                            ? "none"
                            : senders.otherAnswers().toString(),
                    String.valueOf(lost(receipted, collector).size()),
                    perSecond >= WANTED ? "met: at least " + WANTED : "**missed**: at least " + WANTED);
        }
    }

    private Table kills(List<CollectorStore> stores) throws Exception {
        Table table = new Table("store", "senders", "kills", "acknowledged", "stored", "lost");
        for (CollectorStore store : stores) {
            Queue<Receipted> receipted = new ConcurrentLinkedQueue<>();
            int number = 16;
            try (CollectorProgram collector = store.start(bench.newHome());
                    Senders senders = senders(number, LoadPing.golden(), collector, receipted)) {
                for (int kill = 0; kill < KILLS; kill++) {
                    Thread.sleep(BETWEEN_KILLS.toMillis());
                    collector.killAndStartAgain();
                }
                Thread.sleep(BETWEEN_KILLS.toMillis());
                senders.stop();
                table.row(
                        store.name(),
                        String.valueOf(number),
                        String.valueOf(KILLS),
                        Table.number(receipted.size()),
                        Table.number(stored(collector).size()),
                        String.valueOf(lost(receipted, collector).size()));
            }
        }
        return table;
    }

    private static String millisFor(Duration cpu, int pings) {
        return String.format(Locale.ROOT, "%.2f", cpu.toNanos() / 1e6 / pings);
    }

    private static Duration ownCpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private record Receipted(String receiptId, long nanos) {}

    private static Senders senders(int number, LoadPing ping, CollectorProgram collector, Queue<Receipted> receipted) {
        SigningSecret key = SigningSecret.of(CollectorStore.SIGNING_KEY);
        Supplier<SentPing> pings = () -> ping.fresh()
                .with("Authorization", "Bearer " + CollectorStore.TOKEN)
                .signed(key, Instant.now());
        return Senders.start(
                number,
                pings,
                collector::endpoint,
                delivery -> receipted.add(new Receipted(StoredReceipts.idIn(delivery.receipt()), delivery.nanos())));
    }

    private static Set<String> stored(CollectorProgram collector) throws Exception {
        return StoredReceipts.of(collector.endpoint(), CollectorStore.TOKEN);
    }

    private static Set<String> lost(Collection<Receipted> receipted, CollectorProgram collector) throws Exception {
        Set<String> lost = new HashSet<>();
        receipted.forEach(one -> lost.add(one.receiptId()));
        lost.removeAll(stored(collector));
        return lost;
    }
}
