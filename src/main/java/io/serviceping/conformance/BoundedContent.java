package io.serviceping.conformance;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** The content of an answer, up to one byte more than the limit. Closes the connection if more follows. */
final class BoundedContent implements BodySubscriber<byte[]> {
    private final int most;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> content = new CompletableFuture<>();
    private @Nullable Subscription subscription;

    /**
     * Reads one answer.
     *
     * @param limit in bytes; one byte more is kept if the answer is longer
     */
    BoundedContent(int limit) {
        this.most = limit + 1;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return content;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[Math.min(buffer.remaining(), most - read.size())];
            buffer.get(bytes);
            read.writeBytes(bytes);
        }
        if (read.size() == most && subscription != null) {
            subscription.cancel();
            onComplete();
        }
    }

    @Override
    public void onError(Throwable failure) {
        content.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        content.complete(read.toByteArray());
    }
}
