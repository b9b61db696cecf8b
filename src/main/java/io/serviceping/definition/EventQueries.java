package io.serviceping.definition;

import io.serviceping.definition.file.FileFindings;
import io.serviceping.definition.file.Problem;
import io.serviceping.definition.file.YamlDocument;
import java.util.List;
import java.util.Optional;

/** What the key {@code event} of a metric means. */
public interface EventQueries {
    /** Problems of the definitions of events themselves. */
    List<Problem> problems();

    /**
     * The query of a metric.
     *
     * @param metric a valid mapping {@code event} is in it
     * @param frames the metric's time frames
     * @return empty if there was a finding, or the event itself has problems
     */
    Optional<EventQuery> query(YamlDocument metric, List<TimeFrame> frames, FileFindings findings);

    /** Metrics that tell what is missing in the metrics over events in a database. */
    List<MetricDefinition> companions(String database);
}
