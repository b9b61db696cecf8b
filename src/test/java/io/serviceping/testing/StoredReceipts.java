package io.serviceping.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Receipt ids, from a collector's export or from answers. */
public final class StoredReceipts {
    private static final Pattern RECEIPT_ID = Pattern.compile("\"receipt_id\":\"([^\"]+)\"");

    private StoredReceipts() {}

    public static Set<String> of(URI endpoint, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/pings.jsonl"))
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<Stream<String>> answer =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines());
        if (answer.statusCode() != 200) {
            throw new AssertionError("the export is answered with " + answer.statusCode());
        }
        return answer.body().map(StoredReceipts::idIn).collect(Collectors.toSet());
    }

    public static String idIn(String text) {
        Matcher id = RECEIPT_ID.matcher(text);
        if (!id.find()) {
            throw new AssertionError("no receipt in " + text);
        }
        return id.group(1);
    }
}
