package io.serviceping.collector;

import io.serviceping.collector.answer.Problem;
import io.serviceping.collector.answer.RefusalException;
import java.util.List;
import java.util.regex.Pattern;

/** The paths and the methods of each. */
enum Route {
    ABOUT("/", "/", "GET"),
    OPENAPI("/openapi.yaml", "/openapi\\.yaml", "GET"),
    SCHEMA("/service-ping-1.schema.json", "/service-ping-1\\.schema\\.json", "GET"),
    PINGS("/pings", "/pings", "GET, HEAD, POST"),
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

    static Route of(String method, String path) throws RefusalException {
        for (Route route : values()) {
            if (route.path.matcher(path).matches()) {
                return route.allowing(method);
            }
        }
        throw new RefusalException(Problem.Kind.NOT_FOUND, "GET / lists the paths.");
    }

    private Route allowing(String method) throws RefusalException {
        if (List.of(allowed.split(", ")).contains(method)) {
            return this;
        }
        throw new RefusalException(Problem.Kind.WRONG_METHOD, text + " takes " + allowed + ".").with("Allow", allowed);
    }
}
