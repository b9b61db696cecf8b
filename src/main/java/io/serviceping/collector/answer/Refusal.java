package io.serviceping.collector.answer;

import java.util.List;

/** A request that cannot be taken, with the answer that says why. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    public Refusal(Problem.Kind kind, String detail) {
        this(kind, detail, List.of());
    }

    public Refusal(Problem.Kind kind, String detail, List<SchemaError> errors) {
        this(detail, Answer.problem(kind.with(detail, errors)));
    }

    private Refusal(String detail, Answer answer) {
        super(detail);
        this.answer = answer;
    }

    /** The same with one more header on its answer. */
    public Refusal with(String header, String value) {
        return new Refusal(String.valueOf(getMessage()), answer.with(header, value));
    }

    public Answer answer() {
        return answer;
    }
}
