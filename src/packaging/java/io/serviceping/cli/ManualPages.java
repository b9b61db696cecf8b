package io.serviceping.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Attributes;
import org.asciidoctor.Options;
import org.asciidoctor.SafeMode;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * A manual page for each command. Picocli writes them in AsciiDoc, and Asciidoctor turns that into what {@code man}
 * reads.
 *
 * @param time of the release, so that the same sources make the same pages
 */
record ManualPages(String version, String time) {
    private static final int DAY = 10;

    void write(CommandLine program, Path folder) throws IOException {
        Path sources = Files.createTempDirectory("manual");
        int code = ManPageGenerator.generateManPage(
                sources.toFile(), null, new boolean[0], false, program.getCommandSpec());
        PackageFiles.require(code == 0, "The manual pages could not be generated.");
        Files.createDirectories(folder);
        Options options = Options.builder()
                .backend("manpage")
                .safe(SafeMode.UNSAFE)
                .toDir(folder.toFile())
                .attributes(Attributes.builder()
                        .attribute("docdate", time.substring(0, DAY))
                        .attribute("mansource", "service-ping " + version)
                        .attribute("manmanual", "Service Ping")
                        .build())
                .build();
        File[] pages = sources.toFile().listFiles();
        try (Asciidoctor asciidoctor = Asciidoctor.Factory.create()) {
            for (File page : pages == null ? new File[0] : pages) {
                asciidoctor.convertFile(page, options);
            }
        }
        FileSystemUtils.deleteRecursively(sources);
    }
}
