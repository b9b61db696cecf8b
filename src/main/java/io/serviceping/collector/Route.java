package io.serviceping.collector;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The paths there are, and the methods of each. */
enum Route {
    ABOUT("/", "/", "GET"),
    OPENAPI("/openapi.yaml", "/openapi\\.yaml", "GET"),
    PINGS("/pings", "/pings", "GET, POST"),
    PING("/pings/{ping_id}", "/pings/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "GET"),
    JSON_LINES("/pings.jsonl", "/pings\\.jsonl", "GET"),
    CSV("/pings.csv", "/pings\\.csv", "GET"),
    REPORT("/report", "/report", "GET"),
    REJECTS("/rejects", "/rejects", "GET"),
    REPLAY("/rejects/replay", "/rejects/replay", "POST");

    private final String text;
    private final Pattern path;
    private final String allowed;

    Route(String text, String path, String allowed) {
        this.text = text;
        this.path = Pattern.compile(path);
        this.allowed = allowed;
    }

    static Route of(String method, String path) throws Refusal {
        for (Route route : values()) {
            if (route.path.matcher(path).matches()) {
                return route.allowing(method);
            }
        }
        throw new Refusal(404, "there is nothing here; GET / says what there is");
    }

    private Route allowing(String method) throws Refusal {
        if (List.of(allowed.split(", ")).contains(method)) {
            return this;
        }
        String error = text + " allows " + allowed;
        throw new Refusal(error, Answer.json(405, Map.of("error", error)).with("Allow", allowed));
    }
}
