package io.serviceping.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says in words what an exception of a file means, whose message is often only the file's name. */
public final class FileTrouble {
    private FileTrouble() {}

    /** One sentence or two. */
    public static String words(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return "No permission for " + denied.getFile() + "."
                    + PrivateFiles.remedy(Path.of(denied.getFile()))
                            .map(remedy -> " " + remedy)
                            .orElse("");
        } else if (e instanceof NoSuchFileException missing) {
            return "There is no " + missing.getFile() + ".";
        }
        return e.getMessage() + ".";
    }
}
