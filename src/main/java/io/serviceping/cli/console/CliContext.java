package io.serviceping.cli.console;

import io.serviceping.time.TimeSource;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * The streams and variables that the program was started with.
 *
 * @param out standard output: only the requested output
 * @param err standard error: everything else
 * @param environment the environment variables
 * @param properties arguments such as {@code --service-ping.endpoint.url=…} or {@code --logging.…} that override the configuration
 * @param interruption tells the command to end
 */
public record CliContext(
        Screen out,
        Screen err,
        Map<String, String> environment,
        List<String> properties,
        TimeSource time,
        Interruption interruption) {
    public InstantSource clock() {
        return time.clock();
    }
}
