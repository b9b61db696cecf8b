package io.serviceping.count;

import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.Outcome;
import io.serviceping.count.result.ValueJson;
import io.serviceping.definition.KeyPath;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.WrittenScan;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Stores countings and their results in the state database. Takes part in the caller's transaction. */
public final class CountingStore {
    private static final String FIND = """
            select ping_id, instance_id, period, as_of, started_at, reason from counting
             where instance_id = :instanceId and period = :period""";
    private static final String BEGIN = """
            insert into counting (ping_id, instance_id, period, as_of, started_at, reason)
            values (:pingId, :instanceId, :period, :asOf, :startedAt, :reason)""";
    private static final String FORGET_OUTCOME = "delete from outcome where ping_id = :pingId and key_path = :keyPath";
    private static final String RECORD = """
            insert into outcome (ping_id, key_path, scan_id, status, value_json, reason, detail, duration_ms,
                                 shared_status, shared_reason, shared_detail)
            values (:pingId, :keyPath, :scanId, :status, :valueJson, :reason, :detail, :durationMs,
                    :sharedStatus, :sharedReason, :sharedDetail)""";
    private static final String SCANS = "select distinct scan_id from outcome where ping_id = :pingId";
    private static final String OUTCOMES = """
            select key_path, scan_id, status, value_json, reason, detail, duration_ms,
                   shared_status, shared_reason, shared_detail
              from outcome
             where ping_id = :pingId""";
    private static final String DETAILS =
            "select key_path, detail from outcome where ping_id = :pingId and detail is not null";
    private static final String LAST_APART = """
            select o.key_path, c.period, o.shared_status, o.shared_reason, o.shared_detail
              from outcome o
              join counting c on c.ping_id = o.ping_id
             where o.shared_status is not null
               and c.instance_id = :instanceId
               and c.started_at = (select max(started_at) from counting where instance_id = :instanceId)
             order by o.key_path""";
    /** Referencing tables first. */
    private static final List<String> FORGET_BEGUN_BEFORE = Stream.of(
                    "delete from chunk where ping_id in",
                    "delete from span where ping_id in",
                    "delete from baseline where ping_id in",
                    "delete from outcome where ping_id in",
                    "delete from counting where ping_id in")
            .map(delete -> delete + " (select ping_id from counting where started_at < :before)")
            .toList();

    private static final String COUNTED = "ok";
    private static final int LONGEST_REASON = 200;
    private static final int LONGEST_DETAIL = 2_000;

    private final JdbcClient jdbc;

    public CountingStore(DataSource state) {
        this.jdbc = JdbcClient.create(state);
    }

    /** The counting of a period, or empty. */
    public Optional<Counting> find(UUID instanceId, String period) {
        return jdbc.sql(FIND)
                .param("instanceId", instanceId)
                .param("period", period)
                .query((row, number) -> counting(row))
                .optional();
    }

    /** Returns the stored counting of the period. If there is none, stores and returns the given one. */
    public Counting begin(Counting counting) {
        return find(counting.instanceId(), counting.period()).orElseGet(() -> {
            jdbc.sql(BEGIN)
                    .param("pingId", counting.pingId())
                    .param("instanceId", counting.instanceId())
                    .param("period", counting.period())
                    .param("asOf", utc(counting.asOf()))
                    .param("startedAt", utc(counting.startedAt()))
                    .param("reason", counting.reason())
                    .update();
            return counting;
        });
    }

    /** Stores a scan's results and replaces earlier results of the same metrics. */
    public void record(UUID pingId, WrittenScan scan, List<MetricResult> results) {
        for (MetricResult result : results) {
            String keyPath = result.metric().keyPath().value();
            jdbc.sql(FORGET_OUTCOME)
                    .param("pingId", pingId)
                    .param("keyPath", keyPath)
                    .update();
            jdbc.sql(RECORD)
                    .param("pingId", pingId)
                    .param("keyPath", keyPath)
                    .param("scanId", scan.id())
                    .params(columns(result))
                    .update();
        }
    }

    /** Deletes countings that began before an instant, with their results, frozen or not. */
    public void forgetBegunBefore(Instant before) {
        FORGET_BEGUN_BEFORE.forEach(
                sql -> jdbc.sql(sql).param("before", utc(before)).update());
    }

    /** The ids of the scans whose results are stored. */
    public Set<String> recordedScans(UUID pingId) {
        return new HashSet<>(
                jdbc.sql(SCANS).param("pingId", pingId).query(String.class).list());
    }

    /** The stored results of these scans, except results that another version of the scan stored. */
    public List<MetricResult> results(UUID pingId, List<WrittenScan> scans) {
        Map<KeyPath, Stored> stored = new HashMap<>();
        jdbc.sql(OUTCOMES)
                .param("pingId", pingId)
                .query((row, number) -> stored(row))
                .list()
                .forEach(one -> stored.put(one.keyPath(), one));
        return scans.stream().flatMap(scan -> resultsOf(scan, stored)).toList();
    }

    /**
     * A metric that ran as written because its shared scan failed.
     *
     * @param period of the counting
     * @param why the metric's outcome in the shared scan
     */
    public record Apart(KeyPath keyPath, String period, Outcome.Unavailable why) {}

    /** The metrics of the last counting that ran as written because their shared scan failed. */
    public List<Apart> lastApart(UUID instanceId) {
        return jdbc.sql(LAST_APART)
                .param("instanceId", instanceId)
                .query((row, number) -> new Apart(
                        new KeyPath(row.getString("key_path")),
                        row.getString("period"),
                        shared(row).orElseThrow()))
                .list();
    }

    /** The databases' error texts by key path. */
    public Map<String, String> details(UUID pingId) {
        Map<String, String> details = new HashMap<>();
        jdbc.sql(DETAILS).param("pingId", pingId).query((RowCallbackHandler)
                row -> details.put(row.getString("key_path"), row.getString("detail")));
        return details;
    }

    private static Stream<MetricResult> resultsOf(WrittenScan scan, Map<KeyPath, Stored> stored) {
        String id = scan.id();
        return scan.answers().stream()
                .flatMap(metric -> Optional.ofNullable(stored.get(metric.keyPath()))
                        .filter(one -> one.scanId().equals(id))
                        .map(one -> one.result(metric))
                        .stream());
    }

    private record Stored(
            KeyPath keyPath, String scanId, Outcome outcome, Duration took, Optional<Outcome.Unavailable> apart) {
        MetricResult result(PlannedMetric metric) {
            return new MetricResult(metric, outcome, took, apart, Optional.empty());
        }
    }

    private static Map<String, @Nullable Object> columns(MetricResult result) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("durationMs", result.took().toMillis());
        columns.put("sharedStatus", result.apart().map(why -> why.why().text()).orElse(null));
        columns.put(
                "sharedReason",
                result.apart().map(why -> cut(why.reason(), LONGEST_REASON)).orElse(null));
        columns.put(
                "sharedDetail",
                result.apart().map(why -> cut(why.detail(), LONGEST_DETAIL)).orElse(null));
        if (result.outcome() instanceof Outcome.Counted counted) {
            columns.put("status", COUNTED);
            columns.put("valueJson", ValueJson.write(counted.value()));
            columns.put("reason", null);
            columns.put("detail", null);
        } else if (result.outcome() instanceof Outcome.Unavailable unavailable) {
            columns.put("status", unavailable.why().text());
            columns.put("valueJson", null);
            columns.put("reason", cut(unavailable.reason(), LONGEST_REASON));
            columns.put("detail", cut(unavailable.detail(), LONGEST_DETAIL));
        } else {
            throw new IllegalArgumentException("an estimate is made of chunks and not stored, but was given for "
                    + result.metric().keyPath());
        }
        return columns;
    }

    /** Shortens a text without splitting a surrogate pair, and replaces NUL: PostgreSQL stores neither. */
    private static @Nullable String cut(@Nullable String text, int longest) {
        if (text == null) {
            return null;
        }
        boolean tooLong = text.length() > longest;
        int end = tooLong && Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return (tooLong ? text.substring(0, end) : text).replace('\0', '\uFFFD');
    }

    private static Stored stored(ResultSet row) throws SQLException {
        String status = row.getString("status");
        Outcome outcome = status.equals(COUNTED)
                ? new Outcome.Counted(ValueJson.read(row.getString("value_json")))
                : unavailable(status, row.getString("reason"), row.getString("detail"));
        return new Stored(
                new KeyPath(row.getString("key_path")),
                row.getString("scan_id"),
                outcome,
                Duration.ofMillis(row.getLong("duration_ms")),
                shared(row));
    }

    private static Optional<Outcome.Unavailable> shared(ResultSet row) throws SQLException {
        String status = row.getString("shared_status");
        return status == null
                ? Optional.empty()
                : Optional.of(unavailable(status, row.getString("shared_reason"), row.getString("shared_detail")));
    }

    private static Outcome.Unavailable unavailable(String status, String reason, @Nullable String detail) {
        return new Outcome.Unavailable(Outcome.Why.valueOf(status.toUpperCase(Locale.ROOT)), reason, detail);
    }

    private static Counting counting(ResultSet row) throws SQLException {
        return new Counting(
                row.getObject("ping_id", UUID.class),
                row.getObject("instance_id", UUID.class),
                row.getString("period"),
                row.getObject("as_of", OffsetDateTime.class).toInstant(),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getString("reason"));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
