package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Pings that are not delivered at once. */
class OutboxCommandsTest {
    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private Installation installation(TestDatabase kind) {
        return Installation.on(kind, folder).withUsualMetrics().sendingTo(endpoint);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void keepsThePingWhileNobodyListensAndSubmitsTheSameBytesLater(TestDatabase kind) {
        Installation installation = installation(kind);
        endpoint.shut();

        CommandResult unreachable = installation.run("run");
        byte[] frozen = installation.payloadFile(Installation.PERIOD);
        installation.application().execute("delete from issues");
        endpoint.open();
        CommandResult submitted = installation.run("submit");

        assertThat(unreachable.exitCode()).isEqualTo(69);
        assertThat(unreachable.out()).isEmpty();
        assertThat(unreachable.errLines())
                .singleElement()
                .asString()
                .startsWith("Not delivered, but safe in the outbox: the ping of 2026-W46, ")
                .contains(" is waiting (")
                .endsWith(" on. 'submit' sends it at once, else a later run does.");
        assertThat(submitted.exitCode()).isZero();
        assertThat(endpoint.document(CommandResult.json(frozen).get("ping_id").stringValue()))
                .isEqualTo(frozen);
        assertThat(installation.run("run").out()).startsWith("Nothing to do: the ping of 2026-W46 was delivered");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void deliversAFrozenPingByTheNextRunThatIsDueWithoutCountingAgain(TestDatabase kind) {
        Installation installation = installation(kind);
        endpoint.answersTryLater();
        CommandResult waiting = installation.run("run");
        byte[] frozen = installation.payloadFile(Installation.PERIOD);
        installation.application().execute("delete from issues");
        endpoint.accepts();

        CommandResult tooEarly = installation.run("run");
        installation.advance(Duration.ofHours(1));
        CommandResult due = installation.run("run");

        assertThat(waiting.exitCode()).isEqualTo(69);
        assertThat(waiting.err()).contains("is waiting (HTTP 503), next attempt from 2026-11-16T07:00:00");
        assertThat(tooEarly.exitCode()).isEqualTo(69);
        assertThat(due.exitCode()).isZero();
        assertThat(due.err()).isEmpty();
        assertThat(due.outLines()).singleElement().asString().startsWith("Delivered the ping of 2026-W46: ");
        assertThat(endpoint.document(CommandResult.json(frozen).get("ping_id").stringValue()))
                .isEqualTo(frozen);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void sendsThePingWithTheDigestThatWasPreviewedAndNothingElse(TestDatabase kind) {
        Installation installation = installation(kind);
        installation.run("run", "--no-submit");
        installation.advance(Duration.ofDays(7));
        installation.run("run", "--no-submit");
        CommandResult preview = installation.run("preview", "--period", "2026-W47");
        String digest = preview.err().replaceAll("(?s).*Their digest: (\\S+).*", "$1");

        CommandResult none = installation.run("submit", "--digest", "sha-256=:AAAA:");
        CommandResult both = installation.run("submit", "--due", "--digest", digest);
        assertThat(endpoint.pings()).isEmpty();
        CommandResult sent = installation.run("submit", "--digest", digest);

        assertThat(preview.errLines())
                .containsExactly(
                        "Frozen: these are the bytes that were or will be sent for 2026-W47.",
                        "Their digest: " + digest);
        assertThat(none.exitCode()).isEqualTo(64);
        assertThat(none.err()).startsWith("No ping with the digest sha-256=:AAAA: waits, so nothing was sent");
        assertThat(both.exitCode()).isEqualTo(64);
        assertThat(sent.exitCode()).as(sent.err()).isZero();
        assertThat(sent.outLines()).singleElement().asString().startsWith("Delivered the ping of 2026-W47: ");
        assertThat(endpoint.pings())
                .extracting(ping -> ping.get("digest").stringValue())
                .containsExactly(digest);
        assertThat(installation.run("submit", "--digest", digest).exitCode()).isEqualTo(64);
        assertThat(installation.run("submit").outLines())
                .singleElement()
                .asString()
                .startsWith("Delivered the ping of 2026-W46: ");
    }

    @Test
    void triesAgainAtOnceWhenRunByHand() {
        Installation installation = installation(TestDatabase.H2);
        endpoint.answersTryLater();
        installation.run("run");
        endpoint.accepts();

        CommandResult byHand = installation.run("run", "--reason", "manual");

        assertThat(byHand.exitCode()).isZero();
        assertThat(endpoint.pings()).hasSize(1);
    }

    @Test
    void deliversWhatWaitsFromEarlierWeeksFirst() {
        Installation installation = installation(TestDatabase.H2);
        endpoint.answersTryLater();
        installation.run("run");
        endpoint.accepts();
        installation.advance(Duration.ofDays(7));

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isZero();
        assertThat(endpoint.pings())
                .extracting(ping -> ping.get("period").stringValue())
                .containsExactly("2026-W47", "2026-W46");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void quarantinesWhatTheEndpointRefusesForWhatItIs(TestDatabase kind) {
        Installation installation = installation(kind);
        endpoint.answers(400);

        CommandResult refused = installation.run("run");
        endpoint.accepts();
        CommandResult again = installation.run("run");
        CommandResult submitted = installation.run("submit");

        assertThat(refused.exitCode()).isEqualTo(69);
        assertThat(refused.err()).contains(" is quarantined (HTTP 400)");
        assertThat(again.exitCode()).isEqualTo(69);
        assertThat(submitted.exitCode()).isEqualTo(69);
        assertThat(submitted.outLines()).singleElement().asString().contains(" is quarantined (HTTP 400)");
        assertThat(endpoint.received()).hasSize(1);
        JsonNode waiting = installation.run("status", "--json").json().at("/waiting/0");
        assertThat(waiting.get("state").stringValue()).isEqualTo("quarantined");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void saysWhatToTypeWhereverARefusedPingIsShown(TestDatabase kind) {
        String remedy = "Mend what was refused, then type 'redrive' and 'submit'.";
        Installation installation = installation(kind);
        endpoint.answers(400);

        assertThat(installation.run("run").err()).endsWith(remedy + "\n");
        assertThat(installation.run("submit").out()).endsWith(remedy + "\n");
        assertThat(installation.run("status").out()).contains(" (HTTP 400). " + remedy + "\n");
        assertThat(installation
                        .run("status", "--json")
                        .json()
                        .at("/waiting/0/remedy")
                        .stringValue())
                .isEqualTo(remedy);
        CommandResult redriven = installation.run("redrive");
        assertThat(redriven.out()).endsWith("'submit' sends it at once, else a later run does.\n");
        assertThat(installation.run("status").out()).contains(" is waiting (HTTP 400). 'submit' sends it at once,");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsOfAnEarlierPingThatTheEndpointRefuses(TestDatabase kind) {
        Installation installation = installation(kind);
        endpoint.answersTryLater();
        installation.run("run");
        byte[] earlier = endpoint.received().get(0);
        endpoint.guard((exchange, body) -> {
            if (Arrays.equals(body, earlier)) {
                exchange.sendResponseHeaders(400, -1);
            } else {
                endpoint.pass(exchange, body);
            }
        });
        installation.advance(Duration.ofDays(7));

        CommandResult next = installation.run("run");

        assertThat(next.exitCode()).isZero();
        assertThat(next.errLines())
                .singleElement()
                .asString()
                .startsWith("Refused: the ping of 2026-W46, ")
                .endsWith(" is quarantined (HTTP 400). Mend what was refused, then type 'redrive' and 'submit'.");
        assertThat(installation.run("status").out()).contains(next.errLines().get(0));
        assertThat(installation.run("run").err()).isEmpty();
    }

    @Test
    void sendsTheNextWeeksPingPastAQuarantinedOne() {
        Installation installation = installation(TestDatabase.H2);
        endpoint.answers(422);
        installation.run("run");
        endpoint.accepts();
        installation.advance(Duration.ofDays(7));

        CommandResult next = installation.run("run");

        assertThat(next.exitCode()).isZero();
        assertThat(endpoint.pings()).hasSize(1);
    }

    @Test
    void keepsThePingWhenTheEndpointHasAFault() {
        Installation installation = installation(TestDatabase.H2);
        endpoint.answers(500, "Retry-After", "3600");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.err()).contains(" is waiting (HTTP 500)");
    }

    @Test
    void holdsThePingWhenTheEndpointIsGoneForGood() {
        Installation installation = installation(TestDatabase.H2);
        endpoint.answers(410);

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.err()).contains(" is held (HTTP 410). The endpoint said that it is gone: set endpoint.url");
    }

    @Test
    void triesAgainWithinTheRunBeforeItGivesUp() {
        Installation installation = installation(TestDatabase.H2);
        endpoint.answers(503, "Retry-After", "0");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(endpoint.received()).hasSize(3);
        assertThat(endpoint.received().get(2)).isEqualTo(endpoint.received().get(0));
    }

    @Test
    void sendsTheTokenAndNamesTheFileThatLacksOne() throws Exception {
        Installation installation = installation(TestDatabase.H2)
                .write("token.txt", "s3cret-t0ken")
                .set("endpoint.token-file", "token.txt");
        Files.setPosixFilePermissions(
                installation.home().resolve("token.txt"), PosixFilePermissions.fromString("rw-------"));
        CommandResult delivered = installation.run("run");
        installation.write("token.txt", "").advance(Duration.ofDays(7));

        CommandResult empty = installation.run("run");

        assertThat(delivered.exitCode()).isZero();
        assertThat(empty.exitCode()).isEqualTo(78);
        assertThat(empty.err())
                .contains("token.txt must hold one token of printable ASCII. Nothing was sent;")
                .doesNotContain("s3cret");
        assertThat(installation.count("outbox_ping where state = 'frozen'")).isZero();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void showsTheEndpointsWordsToACopyAndLetsItBecomeAnInstanceOfItsOwn(TestDatabase kind) {
        Installation original = installation(kind);
        original.run("run");
        Installation copy = Installation.on(kind, folder.resolve("copy"))
                .withUsualMetrics()
                .sendingTo(endpoint)
                .set("product.version", "1.4.3");
        copy.run("status");
        String id = original.run("status", "--json").json().get("instance_id").stringValue();
        copy.state().sql("update instance set id = '" + id + "'").update();

        CommandResult refused = copy.run("run");

        assertThat(refused.exitCode()).isEqualTo(69);
        assertThat(refused.errLines())
                .singleElement()
                .asString()
                .contains(" is quarantined (HTTP 422 (another ping is in its place)); the endpoint's words: \"{")
                .contains("is stored already with another digest")
                .endsWith(
                        "If this installation is a copy of another one, type 'new-instance'. If it was restored from a"
                                + " backup, do nothing: the endpoint has this week.");
        assertThat(copy.run("status").out())
                .contains(refused.errLines().get(0).replaceFirst(".*the ping of 2026-W46, ", "2026-W46 "));
        JsonNode waiting = copy.run("status", "--json").json().get("waiting").get(0);
        assertThat(waiting.get("endpoint_words").stringValue()).contains("another digest");
        assertThat(waiting.get("history").get(0).get("endpoint_words").stringValue())
                .contains("another digest");

        CommandResult asked = copy.run("new-instance");
        assertThat(asked.exitCode()).isEqualTo(64);
        assertThat(asked.err()).contains(id).contains("the waiting ping of 2026-W46 is given up for good");
        assertThat(copy.run("status", "--json").json().get("instance_id").stringValue())
                .isEqualTo(id);
        CommandResult renewed = copy.run("new-instance", "--yes");

        assertThat(renewed.exitCode()).isZero();
        assertThat(renewed.out()).startsWith("The instance " + id + " is now ");
        assertThat(copy.count("former_instance where id = '" + id + "'")).isOne();
        CommandResult delivered = copy.run("run");
        assertThat(delivered.exitCode()).as(delivered.toString()).isZero();
        assertThat(endpoint.pings()).hasSize(2);
        assertThat(CommandResult.json(copy.payloadFile(Installation.PERIOD))
                        .get("instance")
                        .get("id")
                        .stringValue())
                .isNotEqualTo(id);
        assertThat(CommandResult.json(copy.payloadFile(Installation.PERIOD))
                        .get("sequence")
                        .asInt())
                .isOne();
    }

    @Test
    void keepsOfTheEndpointsWordsWhatCanBePrintedAndNoToken() throws Exception {
        Path token = folder.resolve("token");
        Files.writeString(token, "s3cr3t-t0ken\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        Installation installation = installation(TestDatabase.H2).set("endpoint.token-file", token.toString());
        endpoint.guard((exchange, body) -> {
            byte[] answer = ("no\u001b]0;owned\u0007\r\nway\u202e "
                            + exchange.getRequestHeaders().getFirst("Authorization") + " " + "x".repeat(5000))
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(400, answer.length);
            exchange.getResponseBody().write(answer);
        });

        CommandResult refused = installation.run("run");

        assertThat(refused.err())
                .contains("(HTTP 400); the endpoint's words: \"no ]0;owned way Bearer (token) xxx")
                .doesNotContain("\u001b");
        String words = installation
                .state()
                .sql("select answer from outbox_attempt")
                .query(String.class)
                .single();
        assertThat(words).hasSizeBetween(2000, 2048).startsWith("no ]0;owned way Bearer (token) xxx");
    }
}
