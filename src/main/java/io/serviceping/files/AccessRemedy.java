package io.serviceping.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/** What to type when this user may not use a file. Does no harm when typed: changes the owner of our own state only. */
public final class AccessRemedy {
    private static final Path STATE = Path.of("state");
    private static final String READ_ONLY =
            "Its file system can only be read: mount it for writing, or name a folder elsewhere.";

    private AccessRemedy() {}

    /** What gives us access to a file that we may not use, or may not make, in one sentence. Empty: unknown. */
    public static Optional<String> of(Path file) {
        return of(file, PrivateFiles.user());
    }

    static Optional<String> of(Path file, String user) {
        Path there = PrivateFiles.existing(file);
        if (isMountedReadOnly(there)) {
            return Optional.of(READ_ONLY);
        }
        return PrivateFiles.ownerOf(there).map(owner -> {
            if (owner.equals(user) && isWritableByOwner(there) && !Files.isWritable(there)) {
                // Mounted for reading only, at a place that the system does not tell apart.
                return READ_ONLY;
            }
            if (owner.equals(user)) {
                return "It belongs to this user, who may not use it: chmod u+rwX " + there + ".";
            }
            return owner.equals(PrivateFiles.ROOT)
                    ? "It belongs to root: "
                            + stateAround(file)
                                    .map(state -> giving(state, user))
                                    .orElse("name a place where this user may write.")
                    : "It belongs to " + owner + ": run the command as that user (sudo -u " + owner + " ...).";
        });
    }

    /** What lets us read a file, in words without a full stop. Empty: unknown. */
    static Optional<String> reading(Path file) {
        Path there = PrivateFiles.existing(file);
        String user = PrivateFiles.user();
        return PrivateFiles.ownerOf(there)
                .map(owner -> there
                        + (owner.equals(user)
                                ? " belongs to this user: chmod u+rX " + there
                                : " belongs to " + owner + ": let a group of the user " + user
                                        + " read it (chgrp, chmod g+rX)"));
    }

    /** Gives a folder and what is in it to a user. A command that ends at a link would change nothing behind it. */
    public static String chown(Path folder, String user) {
        Path real = folder;
        try {
            real = folder.toRealPath();
        } catch (IOException e) {
            // We may not look at it.
        }
        return "sudo chown -R " + user + " " + real;
    }

    private static String giving(Path state, String user) {
        return Files.exists(state)
                ? "give the folder to this user (" + chown(state, user) + ")."
                : "make the folder for this user (sudo install -d -o " + user + " -m 0700 " + state + ").";
    }

    /** The folder state/ of a home folder, if the file is in it or is it. No other folder is ours alone. */
    private static Optional<Path> stateAround(Path file) {
        for (Path folder = file.toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (STATE.equals(folder.getFileName())) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    private static boolean isMountedReadOnly(Path there) {
        try {
            return Files.getFileStore(there).isReadOnly();
        } catch (IOException | UnsupportedOperationException e) {
            // Unknown, or we may not look at it.
            return false;
        }
    }

    private static boolean isWritableByOwner(Path file) {
        try {
            return PrivateFiles.hasPermissions(file)
                    && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_WRITE);
        } catch (IOException e) {
            return false;
        }
    }
}
