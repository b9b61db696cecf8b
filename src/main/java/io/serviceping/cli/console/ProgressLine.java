package io.serviceping.cli.console;

import io.serviceping.job.installation.ProgressView;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on standard error if that is a terminal; nothing under cron. */
public final class ProgressLine implements ProgressView, AutoCloseable {
    private static final int REFRESH_MILLIS = 100;

    private final String task;
    private final Screen screen;
    private final boolean shown;
    private final AtomicReference<@Nullable ProgressBar> bar = new AtomicReference<>();

    private ProgressLine(String task, Screen screen, boolean shown) {
        this.task = task;
        this.screen = screen;
        this.shown = shown;
    }

    /** A bar that is not shown where the screen is no terminal. */
    public static ProgressLine on(Screen screen, boolean wanted, String task) {
        return new ProgressLine(task, screen, wanted && screen.isTerminal());
    }

    @Override
    public synchronized void counted(int done, int total) {
        if (!shown) {
            return;
        }
        ProgressBar current = bar.get();
        if (current == null) {
            current = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(REFRESH_MILLIS)
                    .setConsumer(new ConsoleProgressBarConsumer(terminal(), screen.width() - 1))
                    .build();
            bar.set(current);
        }
        current.stepTo(done);
    }

    /** Without the {@link PrintableWriter}, because the bar needs control sequences. */
    private static PrintStream terminal() {
        return new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void waiting(Optional<String> why) {
        ProgressBar current = bar.get();
        if (current != null) {
            current.setExtraMessage(why.map(text -> " waiting for " + PrintableWriter.line(text))
                    .orElse(""));
        }
    }

    @Override
    public void close() {
        ProgressBar current = bar.getAndSet(null);
        if (current != null) {
            current.close();
        }
    }
}
