package io.serviceping.collector;

import java.util.Map;

/** A request that cannot be taken, with the answer that says why. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    Refusal(int status, String error) {
        this(error, Answer.json(status, Map.of("error", error)));
    }

    Refusal(String error, Answer answer) {
        super(error);
        this.answer = answer;
    }

    Answer answer() {
        return answer;
    }
}
