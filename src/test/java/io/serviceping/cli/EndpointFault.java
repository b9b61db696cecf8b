package io.serviceping.cli;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A fault of the endpoint or of the network in front of it. */
enum EndpointFault {
    ACCEPTS(Request::pass),
    FAILS_500(request -> request.answer(500)),
    FAILS_502(request -> request.answer(502)),
    FAILS_503(request -> request.answer(503)),
    BUSY_FOR_AN_HOUR(request -> request.answer(503, "Retry-After", "3600")),
    BUSY_FOR_FIVE_SECONDS(request -> request.answer(429, "Retry-After", "5")),
    BUSY_FOR_A_YEAR(request -> request.answer(429, "Retry-After", "31536000")),
    BUSY_UNTIL_A_DATE_LONG_GONE(request -> request.answer(429, "Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")),
    BUSY_FOR_NONSENSE(request -> request.answer(429, "Retry-After", "soon")),
    WANTS_A_TOKEN(request -> request.answer(401)),
    WANTS_PROXY_CREDENTIALS(request -> request.answer(407)),
    STILL_IN_PROGRESS(request -> request.answer(409)),
    REFUSES_400(request -> request.answer(400)),
    REFUSES_404(request -> request.answer(404)),
    REFUSES_413(request -> request.answer(413)),
    REFUSES_422(request -> request.answer(422)),
    IS_GONE(request -> request.answer(410)),
    REDIRECTS(request -> request.answer(301, "Location", "http://127.0.0.1:1/")),
    IS_A_CAPTIVE_PORTAL(request -> request.answer(200, "<html>log in</html>")),
    ANSWERS_204(request -> request.answer(204)),
    ANSWERS_202_WITHOUT_A_RECEIPT(request -> request.answer(202, "{}")),
    HAS_ANOTHER_PINGS_RECEIPT(
            request -> request.answer(
                    200,
                    "{\"ping_id\":\"00000000-0000-4000-8000-00000000dead\",\"digest\":\"sha-256=:AAAA:\",\"receipt_id\":\"r\"}")),
    CUTS_ITS_ANSWER(request -> request.cut("{\"ping_id\":")),
    HANGS_UP(request -> {}),
    LOSES_ITS_ANSWER_AFTER_THE_COMMIT(Request::keepSilently),
    KILLS_US_ON_ARRIVAL(request -> request.life().kill()),
    KILLS_US_AFTER_THE_COMMIT(request -> {
        request.keepSilently();
        request.life().kill();
    });

    private interface Conduct {
        void with(Request request) throws IOException, InterruptedException;
    }

    @SuppressWarnings("ImmutableEnumChecker")
    private final Conduct conduct;

    EndpointFault(Conduct conduct) {
        this.conduct = conduct;
    }

    void meet(Request request) throws IOException, InterruptedException {
        conduct.with(request);
    }

    /** A request, and the life of the program that sent it. The connection is closed if no answer is given. */
    @SuppressWarnings("ArrayRecordComponent")
    record Request(EndpointProxy endpoint, ProcessLife life, HttpExchange exchange, byte[] body) {
        private void pass() throws IOException, InterruptedException {
            endpoint.pass(exchange, body);
        }

        private void keepSilently() throws IOException, InterruptedException {
            endpoint.forward(exchange, body);
        }

        private void answer(int status) throws IOException {
            exchange.sendResponseHeaders(status, -1);
        }

        private void answer(int status, String header, String value) throws IOException {
            exchange.getResponseHeaders().set(header, value);
            answer(status);
        }

        private void answer(int status, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }

        private void cut(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, 200);
            exchange.getResponseBody().write(bytes);
        }
    }
}
