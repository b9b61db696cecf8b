package io.serviceping.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A way to start the program.
 *
 * @param command what comes before the program's own arguments
 */
record Program(String name, List<String> command) {
    /** What {@code times} of a shell says of its ended children. */
    private static final Pattern OF_CHILDREN = Pattern.compile("(\\d+)m([\\d.]+)s (\\d+)m([\\d.]+)s\\s*$");

    private static final String TRAINING = "io.serviceping.cli.training.Training";
    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");

    Program {
        command = List.copyOf(command);
    }

    /** Without any option. */
    static Program jar(Path jar) {
        return new Program("`java -jar`", List.of(java(), "-jar", jar.toString()));
    }

    /** What comes with the distribution. */
    static Program launcher(Path launcher) {
        return new Program("`bin/service-ping`", List.of(launcher.toString()));
    }

    /** As the launcher starts it: extracted, with a quick compiler and an archive of the classes. */
    static Program extracted(Path jar, Path work) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(work.resolve("start"));
        Program java = new Program("Java", List.of(java()));
        java.run("-Djarmode=tools", "-jar", jar.toString(), "extract", "--destination", folder + "/program");
        String main = folder.resolve("program").resolve(jar.getFileName()).toString();
        Path classes = folder.resolve("classes");
        Path archive = folder.resolve("classes.jsa");
        new Program("training", java("-XX:DumpLoadedClassList=" + classes, "-cp", main, TRAINING))
                .run(folder.resolve("home").toString());
        java.run("-Xshare:dump", "-XX:SharedClassListFile=" + classes, "-XX:SharedArchiveFile=" + archive, "-cp", main);
        return new Program("extracted, C1, class-data archive", java("-XX:SharedArchiveFile=" + archive, "-jar", main));
    }

    /**
     * One process.
     *
     * @param cpu seconds of user and system
     * @param peakRss megabytes
     */
    record Ran(double cpu, double wall, double peakRss) {}

    Ran run(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("sh", "-c", "\"$@\" >/dev/null; code=$?; times; exit $code", "sh"));
        all.addAll(command);
        all.addAll(List.of(arguments));
        Path out = Files.createTempFile("service-ping-", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(all).redirectOutput(out.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("SERVICE_PING_") || name.equals("DO_NOT_TRACK"));
        long start = System.nanoTime();
        Process shell = builder.start();
        double peak = ProcessMemory.peakOfChildren(shell);
        double wall = Session.secondsSince(start);
        String said = Files.readString(out);
        Files.delete(out);
        Matcher times = OF_CHILDREN.matcher(said);
        if (shell.exitValue() != 0 || !times.find()) {
            throw new IllegalStateException(all + " ended with " + shell.exitValue() + ": " + said);
        }
        return new Ran(seconds(times, 1) + seconds(times, 3), wall, peak);
    }

    private static double seconds(Matcher times, int group) {
        return Integer.parseInt(times.group(group)) * 60 + Double.parseDouble(times.group(group + 1));
    }

    private static List<String> java(String... options) {
        return Stream.of(List.of(java()), QUICK, List.of(options))
                .flatMap(List::stream)
                .toList();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
