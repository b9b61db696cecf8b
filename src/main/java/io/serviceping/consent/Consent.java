package io.serviceping.consent;

import io.serviceping.settings.Mode;
import io.serviceping.settings.ModeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessException;

/**
 * Whether Service Ping may count and send: by {@code service-ping.mode} and {@code service-ping.enabled} in any source,
 * by {@code DO_NOT_TRACK} (https://consoledonottrack.com), and by the {@code opt-out} command. One "off" wins over
 * every "local" and "on", and one "local" over every "on", even if the rest of the configuration is broken.
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
     * All sources, and the decision to which they lead.
     *
     * @param sources those that can be read, the strictest first
     */
    public record Sources(ConsentDecision decision, List<ModeSource> sources) {}

    /** Reads the file and the flags at each call. */
    public ConsentDecision decide() {
        return look().decision();
    }

    /** Reads the file and the flags at each call. */
    public Sources look() {
        List<ModeSource> sources = new ArrayList<>();
        Optional<RuntimeException> unread = Optional.empty();
        List<Supplier<Optional<OptOut>>> flags = List.of(this::flag, shared);
        for (Supplier<Optional<OptOut>> flag : flags) {
            try {
                flag.get().map(raised -> new ModeSource(Mode.OFF, raised.who())).ifPresent(sources::add);
            } catch (UncheckedIOException | DataAccessException e) {
                unread = Optional.of(e);
            }
        }
        doNotTrack().forEach(sources::add);
        sources.addAll(ModeSource.all(home, arguments, environment));
        sources.sort(Comparator.comparing(ModeSource::mode).reversed());
        return new Sources(decision(sources, unread), List.copyOf(sources));
    }

    private static ConsentDecision decision(List<ModeSource> sources, Optional<RuntimeException> unread) {
        Optional<String> off = by(sources, Mode.OFF);
        if (off.isPresent()) {
            return new ConsentDecision.Off(off.get());
        } else if (unread.isPresent()) {
            return new ConsentDecision.Unknown(unread.get());
        }
        return by(sources, Mode.LOCAL)
                .<ConsentDecision>map(ConsentDecision.Local::new)
                .orElseGet(ConsentDecision.On::new);
    }

    private static Optional<String> by(List<ModeSource> sources, Mode mode) {
        List<String> who = sources.stream()
                .filter(source -> source.mode() == mode)
                .map(ModeSource::who)
                .toList();
        return who.isEmpty() ? Optional.empty() : Optional.of(String.join("; and by ", who));
    }

    /**
     * On, local or off, for what counts or sends.
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

    private Stream<ModeSource> doNotTrack() {
        return Optional.ofNullable(environment.get("DO_NOT_TRACK"))
                .map(value -> value.replaceAll("\\p{Cntrl}", " ").strip())
                .filter(value -> !NO_OBJECTION.contains(value.toLowerCase(Locale.ROOT)))
                .map(value -> new ModeSource(Mode.OFF, "DO_NOT_TRACK=" + value + " in the environment"))
                .stream();
    }
}
