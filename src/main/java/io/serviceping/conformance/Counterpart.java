package io.serviceping.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The endpoint under test. */
final class Counterpart {
    private final URI url;
    private final Keys keys;
    private final InstantSource clock;
    private final Duration patience;
    private final HttpClient client;

    /**
     * Nothing is sent yet.
     *
     * @param patience longest wait for one answer, to its last byte
     */
    Counterpart(URI url, Keys keys, InstantSource clock, Duration patience) {
        this.url = url;
        this.keys = keys;
        this.clock = clock;
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .build();
    }

    Keys keys() {
        return keys;
    }

    InstantSource clock() {
        return clock;
    }

    /** The ping with the token and signature that the endpoint requires. */
    SentPing permitted(SentPing ping) {
        return keys.permit(ping, clock.instant());
    }

    Answer deliver(SentPing ping) throws IOException, InterruptedException {
        return post(permitted(ping));
    }

    /** Sends the ping unchanged. */
    Answer post(SentPing ping) throws IOException, InterruptedException {
        return answer(begin(ping));
    }

    List<Answer> postAtOnce(SentPing ping, int times) throws IOException, InterruptedException {
        List<CompletableFuture<HttpResponse<byte[]>>> begun = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            begun.add(begin(ping));
        }
        List<Answer> answers = new ArrayList<>();
        for (CompletableFuture<HttpResponse<byte[]>> one : begun) {
            answers.add(answer(one));
        }
        return answers;
    }

    private CompletableFuture<HttpResponse<byte[]>> begin(SentPing ping) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofByteArray(ping.content()));
        ping.headers().forEach(request::header);
        return client.sendAsync(request.build(), head -> new BoundedContent(Answer.LONGEST));
    }

    private Answer answer(CompletableFuture<HttpResponse<byte[]>> begun) throws IOException, InterruptedException {
        try {
            HttpResponse<byte[]> response = begun.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            throw new IOException("no complete answer within " + patience.toMillis() / 1000.0 + " s", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            throw new IOException(message, cause);
        } finally {
            begun.cancel(true);
        }
    }
}
