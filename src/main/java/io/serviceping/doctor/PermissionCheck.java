package io.serviceping.doctor;

import io.serviceping.consent.OffTimes;
import io.serviceping.consent.OptOutFlag;
import io.serviceping.files.AccessRemedy;
import io.serviceping.files.PrivateFiles;
import io.serviceping.job.installation.Version;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.settings.SettingsLoader;
import io.serviceping.settings.UnreadableSecretException;
import io.serviceping.submit.http.CredentialException;
import io.serviceping.submit.http.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Secrets that others can read, and files of the state that its owner cannot use. */
final class PermissionCheck implements Check {
    private static final int DEEP = 3;

    private final Subject subject;
    private final Optional<ServicePingSettings> settings;

    PermissionCheck(Subject subject, Optional<ServicePingSettings> settings) {
        this.subject = subject;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "permissions";
    }

    @Override
    public List<Finding> look() throws IOException {
        List<Finding> findings = new ArrayList<>();
        SettingsLoader.exposedSecrets(subject.home().folder(), subject.arguments(), subject.environment())
                .forEach(problem -> findings.add(Finding.warning(
                        problem.source() + ":" + problem.line() + ": " + problem.key()
                                + " is a secret that everybody on this machine can read.",
                        "chmod o-rwx " + subject.home().folder().resolve(problem.source())
                                + ", or better use password-file.")));
        settings.ifPresent(valid -> findings.addAll(unusableSecrets(valid)));
        Path home = subject.home().folder();
        foreign(subject.home().state(), Set.of(new OptOutFlag(home).file(), new OffTimes(home).file()))
                .ifPresent(findings::add);
        return findings.isEmpty()
                ? List.of(
                        Finding.ok("Secrets are for this user alone, and the owner of state/ can use all files in it."))
                : findings;
    }

    /** Each reading in its own attempt: one bad file does not hide the next. */
    private static Set<Finding> unusableSecrets(ServicePingSettings settings) {
        Set<Finding> problems = new LinkedHashSet<>();
        Stream.concat(
                        Stream.concat(settings.databases().values().stream(), Stream.of(settings.state()))
                                .map(database -> (Runnable) database::address),
                        settings.endpoint().stream()
                                .map(endpoint -> () -> new Transport(endpoint, Version.current()).credentials()))
                .forEach(reading -> {
                    try {
                        reading.run();
                    } catch (UnreadableSecretException | CredentialException e) {
                        problems.add(FailedLook.finding(e));
                    }
                });
        return problems;
    }

    /**
     * Files that do not belong to the owner of the folder. Usually root has started a command there. What root
     * writes about an opt-out stays root's on purpose, and all may read it (ADR 4).
     */
    private static Optional<Finding> foreign(Path state, Set<Path> shown) throws IOException {
        if (!Files.isDirectory(state)) {
            return Optional.empty();
        }
        String owner = Files.getOwner(state).getName();
        List<String> foreign = new ArrayList<>();
        Path real = state.toRealPath();
        try (Stream<Path> files = Files.walk(real, DEEP)) {
            for (Path file : files.toList()) {
                Path name = real.relativize(file);
                boolean isShown = shown.contains(state.resolve(name)) && PrivateFiles.isReadableByAll(file);
                if (!isShown && !Files.getOwner(file).getName().equals(owner)) {
                    foreign.add(Files.getOwner(file) + "'s " + name);
                }
            }
        }
        return foreign.isEmpty()
                ? PrivateFiles.isUsable(state) ? Optional.empty() : Optional.of(FailedLook.noPermission(state))
                : Optional.of(Finding.critical(
                        "The folder " + state + " belongs to " + owner + ", who cannot use all files in it: "
                                + foreign.get(0) + (foreign.size() == 1 ? "" : " and " + (foreign.size() - 1) + " more")
                                + ".",
                        AccessRemedy.chown(state, owner) + "; then start commands as that user (sudo -u " + owner
                                + " ...)."));
    }
}
