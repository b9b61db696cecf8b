package io.serviceping.testing;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** The next version of the program, which has one migration of the state database more. */
public final class NextVersion {
    /** Its migrations of the state database. */
    public static final List<String> MIGRATIONS = List.of("1", "2");

    private static final Path RESOURCES =
            Path.of("src/test/resources/next-version").toAbsolutePath();

    private NextVersion() {}

    /** Does this in this thread as the next version. */
    public static <T> T run(Callable<T> work) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader ours = thread.getContextClassLoader();
        // Flyway looks for migrations with the thread's class loader.
        try (URLClassLoader next =
                new URLClassLoader(new URL[] {RESOURCES.toUri().toURL()}, ours)) {
            thread.setContextClassLoader(next);
            return work.call();
        } finally {
            thread.setContextClassLoader(ours);
        }
    }

    /** The option that makes the packaged program the next version. */
    public static String option() {
        return "-Xbootclasspath/a:" + RESOURCES;
    }
}
