import com.sun.management.ThreadMXBean;
import io.serviceping.events.EventCatalogue;
import io.serviceping.events.EventTracker;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** Starts a tracker in a process that has only used its database, with nothing but the SDK's jar and a driver on the class path. */
public final class TrackerStart {
    private static final int EVENTS = 200;

    private TrackerStart() {}

    /** {@code URL FOLDER}: milliseconds that the caller waited, milliseconds of its CPU, bytes of the heap after a flush. */
    public static void main(String[] arguments) throws Exception {
        StringBuilder text = new StringBuilder("service-ping-events 1\n");
        for (int event = 1; event <= EVENTS; event++) {
            text.append("event %d event_%d%n property a 5 u v w%n property b 4 x y z%n identifier user%n sum bytes 1000%n"
                    .formatted(event + 1000, event));
        }
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[0]);
        // As in an application that has used its database.
        database.getConnection().close();
        long before = heap();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long cpu = threads.getCurrentThreadCpuTime();
        long begin = System.nanoTime();
        EventTracker tracker = EventTracker.builder(EventCatalogue.parse(text.toString()))
                .dataSource(database)
                .spool(Path.of(arguments[1]))
                .createSchema(true)
                .start();
        long waited = System.nanoTime() - begin;
        long spent = threads.getCurrentThreadCpuTime() - cpu;
        if (!tracker.flush(Duration.ofMinutes(1))) {
            throw new IllegalStateException(tracker.health().problem());
        }
        System.out.printf("%f %f %d%n", waited / 1e6, spent / 1e6, heap() - before);
        tracker.close();
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
