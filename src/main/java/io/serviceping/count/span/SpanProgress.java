package io.serviceping.count.span;

import io.serviceping.count.range.ResumeKey;
import java.time.Duration;
import java.util.List;

/**
 * A span of a shared scan and its progress.
 *
 * @param span its number, from 0
 * @param start what there was to walk at first
 * @param epoch how often the span was restarted; only its latest walk is stored
 * @param chunks in order
 */
public record SpanProgress(int span, ResumeKey start, int epoch, List<Chunk> chunks) {
    public SpanProgress {
        chunks = List.copyOf(chunks);
    }

    /** A span in its first walk. */
    public SpanProgress(int span, ResumeKey start, List<Chunk> chunks) {
        this(span, start, 0, chunks);
    }

    SpanProgress with(List<Chunk> found) {
        return new SpanProgress(span, start, epoch, found);
    }

    public boolean isFinished() {
        return left() instanceof ResumeKey.Finished;
    }

    public ResumeKey left() {
        return chunks.isEmpty()
                ? start
                : ResumeKey.parse(chunks.get(chunks.size() - 1).position());
    }

    /** The time of all its statements. */
    public Duration took() {
        return chunks.stream().map(Chunk::took).reduce(Duration.ZERO, Duration::plus);
    }
}
