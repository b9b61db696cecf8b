package io.serviceping.count.span;

import io.serviceping.count.range.ResumeKey;
import java.time.Duration;
import java.util.List;

/**
 * One span of a shared scan and how far it has come.
 *
 * @param span its number, from 0
 * @param start what there was to walk when the scan began
 * @param epoch how often it was begun from its start again; only the last walk is stored
 * @param chunks what was found so far, in order
 */
public record SpanProgress(int span, ResumeKey start, int epoch, List<Chunk> chunks) {
    public SpanProgress {
        chunks = List.copyOf(chunks);
    }

    /** One that is begun for the first time. */
    public SpanProgress(int span, ResumeKey start, List<Chunk> chunks) {
        this(span, start, 0, chunks);
    }

    SpanProgress with(List<Chunk> found) {
        return new SpanProgress(span, start, epoch, found);
    }

    /** Whether nothing is left. */
    public boolean isFinished() {
        return left() instanceof ResumeKey.Finished;
    }

    /** What is left to walk. */
    public ResumeKey left() {
        return chunks.isEmpty()
                ? start
                : ResumeKey.parse(chunks.get(chunks.size() - 1).position());
    }

    /** The time that all statements of the span took. */
    public Duration took() {
        return chunks.stream().map(Chunk::took).reduce(Duration.ZERO, Duration::plus);
    }
}
