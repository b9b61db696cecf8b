package io.serviceping.collector.answer;

import java.util.List;

/** A request is refused; the exception holds the answer. */
public final class RefusalException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    public RefusalException(Problem.Kind kind, String detail) {
        this(kind, detail, List.of());
    }

    public RefusalException(Problem.Kind kind, String detail, List<SchemaError> errors) {
        this(detail, Answer.problem(kind.with(detail, errors)));
    }

    private RefusalException(String detail, Answer answer) {
        super(detail);
        this.answer = answer;
    }

    /** A copy with one more header on its answer. */
    public RefusalException with(String header, String value) {
        return new RefusalException(String.valueOf(getMessage()), answer.with(header, value));
    }

    public Answer answer() {
        return answer;
    }
}
