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

class PrivateFilesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "root   | It belongs to root: give it to this user (sudo chown -R daemon FOLDER).",
                "nobody | It belongs to nobody: run the command as that user (sudo -u nobody ...).",
                "daemon | It belongs to this user, who may not use it: chmod u+rwX FOLDER."
            })
    void namesTheOwnerOfAFileAndTheRemedy(String owner, String remedy) throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"));
        Files.setOwner(
                folder, folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner));

        assertThat(PrivateFiles.remedy(folder.resolve("state/run.lock"), "daemon"))
                .contains(remedy.replace("FOLDER", folder.toString()));
    }

    @Test
    void blamesNoOwnerForAFileSystemThatCanOnlyBeRead() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 1)) {
            disk.makeReadOnly();

            assertThat(PrivateFiles.remedy(disk.path().resolve("state/run.lock")))
                    .contains("Its file system can only be read: mount it for writing, or name a folder elsewhere.");
        }
    }
}
