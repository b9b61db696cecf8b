package io.serviceping.state;

import java.time.Duration;
import java.util.Map;

/**
 * What a command did, in numbers.
 *
 * @param counted metrics that got a value
 * @param withoutValue metrics that were to be counted and got none
 * @param sent pings delivered
 * @param attempts requests that were to deliver a ping
 * @param sentBytes the compressed bytes of these requests
 * @param ranges ranges read by shared scans
 * @param rows a lower bound for the table rows in these ranges
 * @param steps how long each step of the job took, by its name
 */
public record RunFigures(
        int counted,
        int withoutValue,
        int sent,
        int attempts,
        long sentBytes,
        long ranges,
        long rows,
        Map<String, Duration> steps) {
    public RunFigures {
        steps = Map.copyOf(steps);
    }
}
