package io.serviceping.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serviceping.testing.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessRemedyTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "root   | It belongs to root: name a place where this user may write.",
                "nobody | It belongs to nobody: run the command as that user (sudo -u nobody ...).",
                "daemon | It belongs to this user, who may not use it: chmod u+rwX FOLDER."
            })
    void namesTheOwnerOfAFileAndTheRemedy(String owner, String remedy) throws Exception {
        give(folder, owner);

        assertThat(AccessRemedy.of(folder.resolve("e.zip"), "daemon"))
                .contains(remedy.replace("FOLDER", folder.toString()));
    }

    @Test
    void givesAwayTheStateAloneByItsRealPath() throws Exception {
        give(folder, "root");
        Path home = folder.resolve("home");
        Path file = home.resolve("state/pings/2026-W46.json");

        assertThat(AccessRemedy.of(file, "daemon"))
                .contains("It belongs to root: make the folder for this user (sudo install -d -o daemon -m 0700 " + home
                        + "/state).");

        Path real = Files.createDirectories(folder.resolve("var/lib"));
        Files.createDirectories(home);
        Files.createSymbolicLink(home.resolve("state"), real);
        assertThat(AccessRemedy.of(file, "daemon"))
                .contains("It belongs to root: give the folder to this user (sudo chown -R daemon " + real.toRealPath()
                        + ").");
    }

    private static void give(Path file, String owner) throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"));
        Files.setOwner(
                file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner));
    }

    @Test
    void blamesNoOwnerForAFileSystemThatCanOnlyBeRead() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 1)) {
            disk.makeReadOnly();

            assertThat(AccessRemedy.of(disk.path().resolve("state/run.lock")))
                    .contains("Its file system can only be read: mount it for writing, or name a folder elsewhere.");
        }
    }
}
