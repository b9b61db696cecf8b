package io.serviceping.cli.console;

import java.io.IOException;

/** Whether standard error is a terminal. The JDK's own answer differs between its versions. */
public final class Terminal {
    private Terminal() {}

    public static boolean isWatched() {
        try {
            return new ProcessBuilder("test", "-t", "2").inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
