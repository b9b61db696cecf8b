package io.serviceping.cli.console;

import io.serviceping.time.Bounded;
import io.serviceping.time.Sleeper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ctrl-C and the other signals that end a process. Says what is kept and how to go on. A command that counts or sends
 * ends by itself, between two ranges, statements or attempts; any other command ends at once.
 */
public final class Interruption implements Sleeper {
    private static final int SIGTERM = 143;
    /** The JVM names the thread that ends it after the signal. */
    private static final Map<String, Integer> SIGNALS =
            Map.of("SIGHUP handler", 129, "SIGINT handler", 130, "SIGTERM handler", SIGTERM);

    private static final int LOOK_EVERY_MILLIS = 100;
    private static final Duration LONGEST_LAST_WORDS = Duration.ofSeconds(2);

    private static final String AT_ONCE =
            "Ended at once by a second signal. What was counted and frozen before is kept; the"
                    + " next 'run' goes on from there.";

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile String words = "";
    private volatile boolean gentle;
    private volatile int exitCode = SIGTERM;
    private volatile Runnable lastWords = () -> {};

    /** A command that would end at once begins. */
    public void expectCommand(String told) {
        gentle = false;
        words = told;
    }

    /**
     * A command that ends by itself begins.
     *
     * @param keepEnd keeps how the command ended, when a second signal ends it at once
     */
    public void expectGentleCommand(String told, Runnable keepEnd) {
        words = told;
        lastWords = keepEnd;
        gentle = true;
    }

    /** Waits for signals from now on. */
    public void handle(Screen err) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (over.getCount() > 0) {
                                interrupt(code());
                                tell(err);
                                awaitEnd(err);
                            }
                        },
                        "interruption"));
    }

    /** Tells the command to end. */
    public void interrupt(int code) {
        exitCode = code;
        asked.countDown();
    }

    /** The command has kept its end itself. */
    public void forgetLastWords() {
        lastWords = () -> {};
    }

    /** The command has ended. */
    public void ended() {
        over.countDown();
    }

    /** How the process will end: 128 and the signal's number. */
    public int exitCode() {
        return exitCode;
    }

    private void tell(Screen err) {
        if (!words.isEmpty()) {
            if (err.isTerminal()) {
                // Behind the ^C that the terminal shows.
                err.line(Tone.PLAIN, "");
            }
            err.prose(words);
            if (gentle && err.isTerminal()) {
                err.prose("Ctrl-C once more ends it at once.");
            }
        }
    }

    /** The JVM lets the thread of a second signal wait until the first has ended the process. */
    private void awaitEnd(Screen err) {
        try {
            while (gentle && !over.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                if (signals().size() > 1) {
                    err.prose(AT_ONCE);
                    keepLastWords();
                    Runtime.getRuntime().halt(exitCode);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A disk that hangs must not hold up the end. */
    private void keepLastWords() throws InterruptedException {
        try {
            Bounded.call(
                    () -> {
                        lastWords.run();
                        return true;
                    },
                    LONGEST_LAST_WORDS);
        } catch (TimeoutException | ExecutionException e) {
            // The next command takes this one for killed.
            return;
        }
    }

    private static int code() {
        return signals().stream().filter(code -> code != SIGTERM).findFirst().orElse(SIGTERM);
    }

    /** One for each signal so far that ends the process. */
    private static List<Integer> signals() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(SIGNALS::containsKey)
                .map(SIGNALS::get)
                .toList();
    }

    @Override
    public boolean isEnding() {
        return asked.getCount() == 0;
    }

    @Override
    public boolean rest(Duration duration) throws InterruptedException {
        return !asked.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }
}
