package io.serviceping.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.packaging.InstalledScripts.ScriptResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code service-ping} starts Java as the installation needs it. */
class LauncherTest {
    private static final String TELL_ARGUMENTS = "for word; do echo \"<$word>\"; done";

    private static final String ASCII = "<-Dservice-ping.ascii=true>";

    @TempDir
    private Path folder;

    private InstalledScripts scripts;

    @BeforeEach
    void install() throws IOException {
        scripts = InstalledScripts.in(Files.createDirectory(folder.resolve("a folder: of ours")));
    }

    @Test
    void passesEveryArgumentOnAsItIs() throws Exception {
        ScriptResult told =
                launch(java("17.0.2", TELL_ARGUMENTS), "run", "two words", "", "*", "'\"$HOME\\", "ü\n2", "--");

        assertThat(told.output())
                .endsWith("-jar>\n<" + scripts.folder() + "/service-ping.jar>\n"
                        + "<run>\n<two words>\n<>\n<*>\n<'\"$HOME\\>\n<ü\n2>\n<-->\n");
    }

    @Test
    void givesTheJvmTheOptionsOfTheEnvironmentAfterItsOwn() throws Exception {
        ScriptResult told =
                launch(java("17.0.2", TELL_ARGUMENTS, "SERVICE_PING_JAVA_OPTS", "-Xmx1g  -Dname=*"), "status");

        assertThat(told.lines())
                .containsSubsequence("<-XX:TieredStopAtLevel=1>", "<-Xmx256m>", "<-Xmx1g>", "<-Dname=*>", "<-jar>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-Xmx1g", "-XX:+UseParallelGC", "-Xmx1g -XX:+UseSerialGC"})
    void startsTheRealJavaWithOptionsThatItKnows(String options) throws Exception {
        try (OutputStream jar = Files.newOutputStream(scripts.folder().resolve("service-ping.jar"))) {
            new JarOutputStream(jar, new Manifest()).close();
        }
        ScriptResult told = launch(
                Map.of("JAVA_HOME", System.getProperty("java.home"), "SERVICE_PING_JAVA_OPTS", options + " -version"));

        assertThat(told.exitCode()).isZero();
        assertThat(told.lines()).first().asString().contains(System.getProperty("java.version"));
    }

    @Test
    void leavesTheProgramNoVariableThatIsNoKeyOfItsConfiguration() throws Exception {
        ScriptResult told = launch(java("17.0.2", "env | grep ^SERVICE_PING", "SERVICE_PING_JAVA_OPTS", "-Xmx1g"));

        assertThat(told.lines()).containsExactly("SERVICE_PING_HOME=" + scripts.folder());
    }

    @Test
    void keepsTheHomeFolderThatTheEnvironmentNames() throws Exception {
        ScriptResult told = launch(java("17.0.2", "echo $SERVICE_PING_HOME", "SERVICE_PING_HOME", "/srv/ping"));

        assertThat(told.lines()).containsExactly("/srv/ping");
    }

    @ParameterizedTest
    @ValueSource(strings = {"17.0.2", "21", "25.0.1", "26-ea"})
    void readsTheArchiveOfTheVersionWhereThereIsOne(String version) throws Exception {
        assertThat(launch(java(version, TELL_ARGUMENTS)).output())
                .doesNotContain("Archive")
                .doesNotContain("AOT");

        boolean newer = version.startsWith("25") || version.startsWith("26");
        Path archive = Files.createDirectory(scripts.folder().resolve("archive"))
                .resolve(newer ? "service-ping.aot" : "service-ping.jsa");
        Files.createFile(archive);

        assertThat(launch(java(version, TELL_ARGUMENTS)).lines())
                .contains("<" + (newer ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive + ">");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_402", "11.0.2", "16"})
    void refusesAnOlderJava(String version) throws Exception {
        ScriptResult told = launch(java(version, TELL_ARGUMENTS));

        assertThat(told.exitCode()).isEqualTo(127);
        assertThat(told.output()).contains("17 or later is needed").contains("JAVA_HOME");
    }

    @Test
    void readsTheVersionFromTheFileOfTheRuntime() throws Exception {
        Map<String, String> environment = java("17.0.2", TELL_ARGUMENTS);
        Files.writeString(
                Path.of(environment.get("JAVA_HOME"), "release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"16.0.1\"\n");

        assertThat(launch(environment).output()).contains("is Java 16, but 17 or later is needed");
    }

    @Test
    void saysWhereItLookedForJava() throws Exception {
        assertThat(launch(Map.of("PATH", withoutJava())))
                .matches(told -> told.exitCode() == 127)
                .extracting(ScriptResult::output)
                .asString()
                .contains("No java on the PATH (" + withoutJava() + ")");
        assertThat(launch(Map.of("JAVA_HOME", "/nowhere")).output())
                .isEqualTo("service-ping: JAVA_HOME is /nowhere, but there is no program bin/java in it."
                        + " Correct it, or unset it.\n");
    }

    @Test
    void findsJavaOnThePath() throws Exception {
        Path runtime = scripts.java("17.0.2", TELL_ARGUMENTS);

        assertThat(launch(Map.of("PATH", runtime.resolve("bin") + ":/usr/bin:/bin"), "status")
                        .lines())
                .endsWith("<status>");
    }

    @Test
    void findsItsInstallationThroughLinks() throws Exception {
        Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("a folder: of ours/bin/service-ping"));
        Path second = Files.createSymbolicLink(folder.resolve("second"), first);

        assertThat(InstalledScripts.run(second, java("17.0.2", TELL_ARGUMENTS)).lines())
                .contains("<" + scripts.folder() + "/service-ping.jar>");
    }

    @Test
    void givesJavaALocaleWithAllLettersWhereThereIsNone() throws Exception {
        String locale = "echo ${LC_ALL:-unset}";

        assertThat(launch(java("17", locale)).output()).isEqualTo("C.UTF-8\n");
        assertThat(launch(java("17", locale, "LANG", "C")).output()).isEqualTo("C.UTF-8\n");
        assertThat(launch(java("17", locale, "LANG", "C.UTF-8")).output()).isEqualTo("unset\n");
        assertThat(launch(java("17", locale, "LANG", "xx_XX.UTF-8")).output()).isEqualTo("C.UTF-8\n");
    }

    @Test
    void printsAsciiWhereTheLocaleHasNoOtherLetters() throws Exception {
        assertThat(launch(java("17", TELL_ARGUMENTS, "LANG", "C")).lines()).contains(ASCII);
        assertThat(launch(java("17", TELL_ARGUMENTS, "LANG", "xx_XX")).lines()).contains(ASCII);
        assertThat(launch(java("17", TELL_ARGUMENTS, "LANG", "xx_XX.UTF-8")).lines())
                .doesNotContain(ASCII);
    }

    @Test
    void endsAsTheProgramEndsAndWritesNoFile() throws Exception {
        Map<String, String> java = java("17.0.2", "exit 75");
        List<Path> before = files();

        assertThat(launch(java).exitCode()).isEqualTo(75);
        assertThat(files()).isEqualTo(before);
    }

    private ScriptResult launch(Map<String, String> environment, String... arguments) throws Exception {
        return InstalledScripts.run(scripts.launcher(), environment, arguments);
    }

    private Map<String, String> java(String version, String program) throws IOException {
        return Map.of("JAVA_HOME", scripts.java(version, program).toString());
    }

    private Map<String, String> java(String version, String program, String variable, String value) throws IOException {
        return Map.of("JAVA_HOME", scripts.java(version, program).toString(), variable, value);
    }

    /** A folder with the few programs that the script needs. */
    private String withoutJava() throws IOException {
        Path programs = folder.resolve("programs");
        if (!Files.exists(programs)) {
            Files.createDirectory(programs);
            for (String name : List.of("sh", "readlink", "sed")) {
                Path program = programs.resolve(name);
                Files.writeString(program, "#!/bin/sh\nexec /bin/" + name + " \"$@\"\n");
                assertThat(program.toFile().setExecutable(true)).isTrue();
            }
        }
        return programs.toString();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted().toList();
        }
    }
}
