package io.serviceping.consent;

import java.util.Optional;

/** Whether Service Ping may count, and whether it may send. */
public sealed interface ConsentDecision {
    /** Why nothing may be sent, in one line for the admin. Empty: Service Ping may send. */
    Optional<String> noSending();

    /** Why nothing may be counted, in one line for the admin. Empty: Service Ping may count. */
    default Optional<String> noCounting() {
        return noSending();
    }

    /** No source switches Service Ping off or keeps it local. */
    record On() implements ConsentDecision {
        @Override
        public Optional<String> noSending() {
            return Optional.empty();
        }
    }

    /**
     * No source switches Service Ping off, and at least one keeps it local: it counts, freezes and shows, but sends
     * nothing.
     *
     * @param by all sources that do, in words
     */
    record Local(String by) implements ConsentDecision {
        @Override
        public Optional<String> noCounting() {
            return Optional.empty();
        }

        @Override
        public Optional<String> noSending() {
            return Optional.of(text());
        }

        /** One line for the admin. */
        public String text() {
            return "Service Ping is local, so nothing is sent: by " + by;
        }
    }

    /**
     * At least one source switches Service Ping off.
     *
     * @param by all sources that do, in words: {@code alice with `opt-out` on 2026-11-22T10:00:00Z}
     */
    record Off(String by) implements ConsentDecision {
        @Override
        public Optional<String> noSending() {
            return Optional.of(text());
        }

        /** One line for the admin. */
        public String text() {
            return "Service Ping is off: switched off by " + by;
        }
    }

    /**
     * No source that can be read switches Service Ping off, and one cannot be read.
     *
     * @param why the failure, which tells the admin what to do
     */
    record Unknown(RuntimeException why) implements ConsentDecision {
        @Override
        public Optional<String> noSending() {
            return Optional.of(text());
        }

        /** One line for the admin. */
        public String text() {
            return "Whether Service Ping is on is not known: " + why.getMessage();
        }
    }
}
