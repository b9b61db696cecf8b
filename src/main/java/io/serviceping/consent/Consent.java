package io.serviceping.consent;

import io.serviceping.settings.EnabledSwitch;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /**
     * Reads the file and the flags at each call.
     *
     * @throws org.springframework.dao.DataAccessException when the flag in the state database cannot be read: then
     *     nothing may be counted or sent
     */
    public ConsentDecision decide() {
        String by = Stream.of(flag(), shared.get().map(OptOut::who).stream(), doNotTrack(), switches())
                .flatMap(objections -> objections)
                .collect(Collectors.joining("; and by "));
        return by.isEmpty() ? new ConsentDecision.On() : new ConsentDecision.Off(by);
    }

    /**
     * Makes sure that somebody has switched Service Ping off: a {@code state} folder of another user may have no flag.
     *
     * @throws AccessDeniedException if only such a folder makes it off
     */
    public void requireKnown() throws AccessDeniedException {
        Path state = home.resolve("state");
        boolean isSwitched = Stream.concat(doNotTrack(), switches()).findAny().isPresent();
        if (!isSwitched && Files.isDirectory(state) && !Files.isExecutable(state)) {
            throw new AccessDeniedException(state.toString());
        }
    }

    private Stream<String> flag() {
        return new OptOutFlag(home).read().map(OptOut::who).stream();
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
