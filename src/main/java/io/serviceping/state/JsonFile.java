package io.serviceping.state;

import io.serviceping.files.PrivateFiles;
import io.serviceping.files.RegularFile;
import io.serviceping.files.UnusableFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A record as JSON in a file, readable while a run holds the state database. */
record JsonFile<T>(Path file, Class<T> type) {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    /** Replaces the file in one move, so that no reader sees half of it. */
    void write(T content) {
        try {
            // Somebody may have removed the folder. The lock tells of that better than this file.
            PrivateFiles.makeFolderOf(file);
            Path next = file.resolveSibling(file.getFileName() + ".next");
            PrivateFiles.write(next, MAPPER.writeValueAsBytes(content));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The content written last. Empty: no file, or a file with other content. */
    Optional<T> read() {
        try {
            return Optional.ofNullable(MAPPER.readValue(new RegularFile(file, RegularFile.ONE_MEGABYTE).bytes(), type));
        } catch (NoSuchFileException | JacksonException e) {
            return Optional.empty();
        } catch (UnusableFileException e) {
            return e.orElse(Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
