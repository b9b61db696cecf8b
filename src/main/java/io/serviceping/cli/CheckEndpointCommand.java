package io.serviceping.cli;

import io.serviceping.cli.console.CommandException;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.Tone;
import io.serviceping.cli.json.Json;
import io.serviceping.cli.json.JsonOption;
import io.serviceping.conformance.EndpointCheck;
import io.serviceping.conformance.Finding;
import io.serviceping.conformance.Keys;
import io.serviceping.conformance.SigningSecret;
import io.serviceping.conformance.Verdict;
import io.serviceping.files.RegularFile;
import io.serviceping.submit.http.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "check-endpoint",
        description = "Check whether an endpoint does what senders rely on. Sends it some thirty made-up pings.",
        footer = {
            "",
            "Examples:",
            "  service-ping check-endpoint http://localhost:8787/pings",
            "  service-ping check-endpoint https://example.com/pings --token-file token.txt",
            "",
            "No configuration is read, and no ping of this installation is sent."
        })
final class CheckEndpointCommand implements Callable<Integer> {
    private static final int COLUMN = 9;

    private final CommonOptions common;

    @Parameters(paramLabel = "URL", description = "Where pings are posted to.")
    private URI url = URI.create("");

    @Option(names = "--token-file", paramLabel = "FILE", description = "The bearer token that it asks for.")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--signing-key-file",
            paramLabel = "FILE",
            description = "A key whose signatures it takes, whsec_ or whsk_.")
    private Optional<Path> signingKeyFile = Optional.empty();

    @Mixin
    private final JsonOption json = new JsonOption();

    CheckEndpointCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws Exception {
        List<String> problems = Endpoint.problems(url);
        if (!problems.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "The URL " + String.join("; ", problems) + ".");
        }
        Optional<String> token = tokenFile.isPresent() ? Optional.of(secret(tokenFile.get())) : Optional.empty();
        Keys keys = new Keys(token, signingKey());
        return tell(findings(new EndpointCheck(url, keys, common.context().clock())))
                .number();
    }

    private static List<Finding> findings(EndpointCheck check) throws CommandException, InterruptedException {
        try {
            return check.run();
        } catch (IOException e) {
            throw new CommandException(ExitCode.UNAVAILABLE, "The endpoint gave no answer: " + e.getMessage() + ".");
        }
    }

    private ExitCode tell(List<Finding> findings) {
        if (json.isGiven()) {
            common.out()
                    .document(
                            Json.text(Json.object().set("findings", Json.list(findings, CheckEndpointCommand::node))));
            boolean unmet = findings.stream().anyMatch(finding -> finding.verdict() instanceof Verdict.Unmet);
            return unmet ? ExitCode.UNAVAILABLE : ExitCode.DONE;
        }
        return print(findings);
    }

    private static ObjectNode node(Finding finding) {
        ObjectNode node = Json.object()
                .put("requirement", finding.requirement().title())
                .put("wanted", finding.requirement().wanted());
        if (finding.verdict() instanceof Verdict.Unmet unmet) {
            return node.put("verdict", "failed").put("detail", unmet.found());
        } else if (finding.verdict() instanceof Verdict.Skipped skipped) {
            return node.put("verdict", "skipped").put("detail", skipped.why());
        }
        return node.put("verdict", "ok").putNull("detail");
    }

    private ExitCode print(List<Finding> findings) {
        int unmet = 0;
        int skipped = 0;
        for (Finding finding : findings) {
            if (finding.verdict() instanceof Verdict.Unmet verdict) {
                unmet++;
                print(Tone.BAD, "FAILED", finding, "");
                common.out().labelled(Tone.PLAIN, "", COLUMN, "found: " + verdict.found() + ".");
            } else if (finding.verdict() instanceof Verdict.Skipped verdict) {
                skipped++;
                print(Tone.PLAIN, "skipped", finding, " (" + verdict.why() + ")");
            } else {
                print(Tone.GOOD, "ok", finding, "");
            }
        }
        int met = findings.size() - unmet - skipped;
        common.print(met + " met, " + unmet + " failed, " + skipped + " skipped.");
        return unmet == 0 ? ExitCode.DONE : ExitCode.UNAVAILABLE;
    }

    private void print(Tone tone, String verdict, Finding finding, String more) {
        String wanted =
                finding.requirement().title() + ": " + finding.requirement().wanted();
        common.out().labelled(tone, verdict, COLUMN, wanted + more);
    }

    private Optional<SigningSecret> signingKey() throws IOException, CommandException {
        if (signingKeyFile.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SigningSecret.of(secret(signingKeyFile.get())));
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.CONFIGURATION, signingKeyFile.get() + ": " + e.getMessage() + ".");
        }
    }

    /** The first line that is not a comment. */
    private static String secret(Path file) throws IOException, CommandException {
        return new RegularFile(file, RegularFile.ONE_MEGABYTE)
                .secret()
                .text()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .orElseThrow(() -> new CommandException(ExitCode.CONFIGURATION, file + " holds no secret."));
    }
}
