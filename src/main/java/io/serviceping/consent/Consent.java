package io.serviceping.consent;

import io.serviceping.settings.EnabledSwitch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessException;

/**
 * Whether Service Ping is switched off: by {@code service-ping.enabled} in any source, by {@code DO_NOT_TRACK}
 * (https://consoledonottrack.com), or by the {@code opt-out} command. One "off" wins over every "on", even if the rest
 * of the configuration is broken.
 */
public final class Consent {
    private static final Set<String> NO_OBJECTION = Set.of("", "0", "false");

    private final Path home;
    private final List<String> arguments;
    private final Map<String, String> environment;
    private final Supplier<Optional<OptOut>> shared;

    private Consent(
            Path home, List<String> arguments, Map<String, String> environment, Supplier<Optional<OptOut>> shared) {
        this.home = home;
        this.arguments = List.copyOf(arguments);
        this.environment = Map.copyOf(environment);
        this.shared = shared;
    }

    /** Reads the same sources as {@code SettingsLoader.load}. */
    public static Consent of(Path home, List<String> arguments, Map<String, String> environment) {
        return new Consent(home, arguments, environment, Optional::empty);
    }

    /** Adds the flag in the state database. */
    public Consent and(SharedOptOut flag) {
        return new Consent(home, arguments, environment, flag::read);
    }

    /** Reads the file and the flags at each call. */
    public ConsentDecision decide() {
        List<String> by = new ArrayList<>();
        Optional<RuntimeException> unread = Optional.empty();
        List<Supplier<Optional<OptOut>>> flags = List.of(this::flag, shared);
        for (Supplier<Optional<OptOut>> flag : flags) {
            try {
                flag.get().map(OptOut::who).ifPresent(by::add);
            } catch (UncheckedIOException | DataAccessException e) {
                unread = Optional.of(e);
            }
        }
        Stream.concat(doNotTrack(), switches()).forEach(by::add);
        if (!by.isEmpty()) {
            return new ConsentDecision.Off(String.join("; and by ", by));
        }
        return unread.<ConsentDecision>map(ConsentDecision.Unknown::new).orElseGet(ConsentDecision.On::new);
    }

    /**
     * On or off, for what counts or sends.
     *
     * @throws UncheckedIOException when it is not known whether the flag in the home folder is raised
     * @throws DataAccessException when the flag in the state database cannot be read
     */
    public ConsentDecision known() {
        ConsentDecision decision = decide();
        if (decision instanceof ConsentDecision.Unknown unknown) {
            throw unknown.why();
        }
        return decision;
    }

    private Optional<OptOut> flag() {
        try {
            return new OptOutFlag(home).read();
        } catch (AccessDeniedException e) {
            throw new UncheckedIOException("no permission for " + e.getFile(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for the flag " + e.getMessage(), e);
        }
    }

    private Stream<String> doNotTrack() {
        return Optional.ofNullable(environment.get("DO_NOT_TRACK"))
                .map(value -> value.replaceAll("\\p{Cntrl}", " ").strip())
                .filter(value -> !NO_OBJECTION.contains(value.toLowerCase(Locale.ROOT)))
                .map(value -> "DO_NOT_TRACK=" + value + " in the environment")
                .stream();
    }

    private Stream<String> switches() {
        return EnabledSwitch.all(home, arguments, environment).stream()
                .filter(enabled -> !enabled.isOn())
                .map(EnabledSwitch::who);
    }
}
