package io.serviceping.cli;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A function that a metric on H2 calls. It counts its calls, and runs the test's action in the middle of a scan. */
public final class Probe {
    /** The SQL that declares the function in H2. */
    static final String ALIAS = "create alias probe for \"io.serviceping.cli.Probe.call\"";

    private static final Map<String, Runnable> ACTIONS = new ConcurrentHashMap<>();
    private static final Map<String, AtomicInteger> CALLS = new ConcurrentHashMap<>();

    private Probe() {}

    public static long call(String name) {
        int calls = counter(name).incrementAndGet();
        Runnable action = ACTIONS.get(name);
        if (action != null) {
            action.run();
        }
        return calls;
    }

    static void reset() {
        ACTIONS.clear();
        CALLS.clear();
    }

    static void on(String name, Runnable action) {
        ACTIONS.put(name, action);
    }

    static void hold(String name, CountDownLatch latch) {
        on(name, () -> {
            try {
                if (!latch.await(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the test never released " + name);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Runs the action in the n-th scan that calls any of these. Which scan that is depends on the order of execution. */
    static void onCall(int n, Runnable action, String... names) {
        AtomicInteger calls = new AtomicInteger();
        for (String name : names) {
            on(name, () -> {
                if (calls.incrementAndGet() == n) {
                    action.run();
                }
            });
        }
    }

    static int calls(String name) {
        return counter(name).get();
    }

    private static AtomicInteger counter(String name) {
        return CALLS.computeIfAbsent(name, unused -> new AtomicInteger());
    }
}
