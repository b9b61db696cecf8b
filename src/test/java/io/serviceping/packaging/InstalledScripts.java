package io.serviceping.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An installation's scripts, with a Java that only tells how it was called. They run as cron runs them. */
record InstalledScripts(Path folder) {
    record ScriptResult(int exitCode, String output) {
        List<String> lines() {
            return output.lines().toList();
        }
    }

    static InstalledScripts in(Path folder) throws IOException {
        InstalledScripts scripts = new InstalledScripts(folder);
        scripts.copy(Path.of("src/packaging/bin/java.sh"), "bin");
        scripts.copy(Path.of("src/packaging/bin/service-ping"), "bin");
        scripts.copy(Path.of("src/packaging/bin/service-ping-archive"), "bin");
        scripts.copy(Path.of("cron/service-ping-cron"), "cron");
        Files.createDirectory(folder.resolve("state"));
        return scripts;
    }

    private void copy(Path script, String to) throws IOException {
        Path target = Files.createDirectories(folder.resolve(to)).resolve(script.getFileName());
        Files.copy(script, target, StandardCopyOption.COPY_ATTRIBUTES);
    }

    Path state() {
        return folder.resolve("state");
    }

    Path launcher() {
        return folder.resolve("bin/service-ping");
    }

    /** A Java runtime that says this version. As the program, it runs these commands. */
    Path java(String version, String program) throws IOException {
        Path runtime = Files.createDirectories(folder.resolveSibling("java " + version));
        Path java = Files.createDirectories(runtime.resolve("bin")).resolve("java");
        Files.writeString(
                java,
                "#!/bin/sh\nif [ \"$1\" = -version ]; then echo 'openjdk version \"" + version + "\"' >&2; exit; fi\n"
                        + program + "\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return runtime;
    }

    /** Runs a script with these environment variables alone. */
    static ScriptResult run(Path script, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        return new ScriptResult(process.exitValue(), output);
    }
}
