package io.serviceping.cli;

import io.serviceping.cli.console.CommandException;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.job.installation.Version;
import io.serviceping.settings.DatabaseSettings;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.settings.Trouble;
import io.serviceping.settings.UnreadableSecretException;
import io.serviceping.submit.http.CredentialException;
import io.serviceping.submit.http.CredentialException.Kind;
import io.serviceping.submit.http.Endpoint;
import io.serviceping.submit.http.Transport;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/** What a command needs before it counts or sends: an endpoint, and secrets that can be used. */
final class Prerequisites {
    private final ServicePingSettings settings;

    Prerequisites(ServicePingSettings settings) {
        this.settings = settings;
    }

    /** @throws CredentialException when a file of the endpoint cannot be used */
    void requireEndpoint() throws CommandException {
        if (settings.endpoint().isEmpty()) {
            throw new CommandException(
                    ExitCode.CONFIGURATION,
                    "service-ping.endpoint.url is not set, so there is nowhere to send the ping. Set it in"
                            + " config/application.yml, or freeze without sending: run --no-submit.");
        }
        read(settings.endpoint().get());
    }

    /** @throws UnreadableSecretException when a password's file cannot be used */
    void requirePasswords() {
        databases().forEach(DatabaseSettings::address);
    }

    /** Why secrets cannot be used, each in one sentence. */
    Set<Trouble> problems() {
        Set<Trouble> problems = new LinkedHashSet<>();
        Stream.concat(
                        databases().map(database -> (Runnable) database::address),
                        settings.endpoint().stream().map(endpoint -> () -> read(endpoint)))
                .forEach(reading -> {
                    try {
                        reading.run();
                    } catch (UnreadableSecretException e) {
                        problems.add(new Trouble(String.valueOf(e.getMessage()), e.isPermission()));
                    } catch (CredentialException e) {
                        problems.add(new Trouble(String.valueOf(e.getMessage()), e.kind() == Kind.PERMISSION));
                    }
                });
        return problems;
    }

    private Stream<DatabaseSettings> databases() {
        return Stream.concat(settings.databases().values().stream(), Stream.of(settings.state()));
    }

    private static void read(Endpoint endpoint) {
        new Transport(endpoint, Version.current()).credentials();
    }
}
