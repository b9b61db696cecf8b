package io.serviceping.cli;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Ends with each test the commands that it began; a service file registers it for every class. A test that fails leaves
 * them behind. They would make the next tests fail, since the jobs of a process share Spring Batch's static registry.
 */
public final class BegunCommands implements AfterEachCallback {
    private static final List<Thread> BEGUN = new CopyOnWriteArrayList<>();

    static void start(Thread command) {
        BEGUN.add(command);
        command.start();
    }

    @Override
    public void afterEach(ExtensionContext test) throws InterruptedException {
        List<Thread> ofTheTest = List.copyOf(BEGUN);
        BEGUN.removeAll(ofTheTest);
        if (test.getExecutionException().isPresent()) {
            ofTheTest.forEach(Thread::interrupt);
        }
        for (Thread command : ofTheTest) {
            command.join(Await.DEADLINE.toMillis());
        }
    }
}
