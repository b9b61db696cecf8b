package io.serviceping.settings;

import static io.serviceping.settings.SettingType.*;

import io.serviceping.definition.DataCategory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.util.unit.DataSize;

/** All settings, in the order of the reference. */
final class SettingsTable {
    /** Filled by the declarations below. */
    private static final List<Setting<?>> ROWS = new ArrayList<>();

    static final Setting<Boolean> ENABLED = setting(
            "enabled", truth(), "true", "`false` switches Service Ping off; no other source can switch it on again");

    static final Setting<String> PRODUCT_NAME =
            required("product.name", text(), "the product's name, sent with every ping");
    static final Setting<String> PRODUCT_VERSION =
            required("product.version", text(), "the product's version; YAML needs no quotes: `1.10` stays `1.10`");
    static final Setting<String> PRODUCT_EDITION =
            optional("product.edition", text(), "the product's edition, such as `community`");

    static final Setting<Path> DEFINITIONS =
            setting("definitions", folder(), "config/metrics", "where the metric definitions are");
    static final Setting<Path> EVENT_DEFINITIONS =
            setting("event-definitions", path(), "config/events", "where the event definitions are; need not exist");
    static final Setting<Path> SQL_FILES =
            setting("sql-files", path(), "sql/metrics", "the folder that a definition's `sql_file` is in");

    static final Setting<String> DATABASE_URL = required(
            "databases.*.url",
            jdbcUrl(),
            "a database to count in; `*` is the name by which definitions call it, such as `main`. At least one");
    static final Setting<String> DATABASE_USERNAME =
            optional("databases.*.username", text(), "a user who may only read");
    static final Setting<Path> DATABASE_PASSWORD_FILE = optional(
            "databases.*.password-file",
            secretFile(),
            "a file with the password; one line break at its end is dropped");
    static final Setting<Secret> DATABASE_PASSWORD =
            optional("databases.*.password", secret(), "the password itself; better is `password-file`");

    static final Setting<URI> ENDPOINT_URL =
            optional("endpoint.url", endpointUrl(), "where pings go; `run` and `submit` need it");
    static final Setting<Path> ENDPOINT_TOKEN_FILE =
            optional("endpoint.token-file", secretFile(), "a file with the bearer token");
    static final Setting<Path> ENDPOINT_SIGNING_KEY_FILE = optional(
            "endpoint.signing-key-file",
            secretFile(),
            "a file with one Standard Webhooks key on each line (`whsec_…`, `whsk_…`); pings are signed with all of them");
    static final Setting<Path> ENDPOINT_TRUST_STORE = optional(
            "endpoint.trust-store", file(), "the authorities to trust instead of Java's own: PEM, PKCS12 or JKS");
    static final Setting<Path> ENDPOINT_TRUST_STORE_PASSWORD_FILE =
            optional("endpoint.trust-store-password-file", secretFile(), "a file with the trust store's password");
    static final Setting<Path> ENDPOINT_CLIENT_CERTIFICATE = optional(
            "endpoint.client-certificate",
            file(),
            "our certificate for TLS: a PEM chain, or PKCS12 or JKS with its key");
    static final Setting<Path> ENDPOINT_CLIENT_KEY = optional(
            "endpoint.client-key", secretFile(), "the PEM key of a PEM chain, where it is not in the same file");
    static final Setting<Path> ENDPOINT_CLIENT_KEY_PASSWORD_FILE = optional(
            "endpoint.client-key-password-file",
            secretFile(),
            "a file with the password of that key, or of the PKCS12 or JKS");
    static final Setting<String> ENDPOINT_PROXY_URL = optional(
            "endpoint.proxy.url",
            proxyUrl(),
            "the proxy to the endpoint; where it is not set, the environment's `HTTPS_PROXY`");
    static final Setting<String> ENDPOINT_PROXY_USERNAME =
            optional("endpoint.proxy.username", text(), "how the proxy knows us (Basic authentication)");
    static final Setting<Path> ENDPOINT_PROXY_PASSWORD_FILE =
            optional("endpoint.proxy.password-file", secretFile(), "a file with the proxy's password");
    static final Setting<String> ENDPOINT_PROXY_NO_PROXY = optional(
            "endpoint.proxy.no-proxy",
            text(),
            "hosts reached past the proxy, parted by commas, `*` for all; where it is not set, the environment's `NO_PROXY`");
    static final Setting<Duration> ENDPOINT_CONNECT_TIMEOUT =
            setting("endpoint.connect-timeout", duration("100ms", "10m"), "10s", "how long connecting may take");
    static final Setting<Duration> ENDPOINT_TIMEOUT =
            setting("endpoint.timeout", duration("100ms", "10m"), "30s", "how long a whole attempt may take");
    static final Setting<String> ENDPOINT_RECEIPT = setting(
            "endpoint.receipt",
            word("required"),
            "required",
            "a ping counts as delivered only with a receipt; there is no other choice");

    static final Setting<String> STATE_URL = setting(
            "state.url",
            jdbcUrl(),
            "jdbc:h2:file:./state/service-ping",
            "the database where Service Ping keeps its own state");
    static final Setting<String> STATE_USERNAME =
            optional("state.username", text(), "a user who owns the state's tables");
    static final Setting<Path> STATE_PASSWORD_FILE =
            optional("state.password-file", secretFile(), "a file with that user's password");
    static final Setting<Secret> STATE_PASSWORD =
            optional("state.password", secret(), "the password itself; better is `password-file`");

    static final Setting<Duration> OUTBOX_RUN_BUDGET = setting(
            "outbox.run-budget",
            duration("1s", "24h"),
            "10m",
            "how long one run may go on delivering; what is left waits for the next one");
    static final Setting<Integer> OUTBOX_BREAKER_AFTER = setting(
            "outbox.breaker-after",
            wholeNumber(1, 1000),
            "3",
            "after so many runs in a row that delivered nothing the endpoint is only probed, once a day");
    static final Setting<DataSize> OUTBOX_MAX_PAYLOAD = setting(
            "outbox.max-payload",
            dataSize("1KB", "1GB"),
            "5MB",
            "the largest ping that is sent, compressed; a larger one is quarantined");
    static final Setting<DataSize> OUTBOX_MAX_BYTES = setting(
            "outbox.max-bytes",
            dataSize("1KB", "1TB"),
            "50MB",
            "how much may wait, compressed; beyond it the oldest pings are given up");
    static final Setting<Duration> OUTBOX_MAX_AGE = setting(
            "outbox.max-age", duration("1d", "36500d"), "400d", "how long a ping may wait before it is given up");
    static final Setting<Duration> OUTBOX_KEEP_DELIVERED = setting(
            "outbox.keep-delivered",
            duration("1d", "36500d"),
            "400d",
            "how long the bytes of a delivered ping are kept; its receipt stays");

    private static final Map<DataCategory, Setting<Boolean>> CATEGORIES = categories();

    static final Setting<String> EXCLUDE =
            setting("exclude", glob(), "", "a list; metrics that are neither queried nor sent; `*` is any characters");

    static final Setting<String> FUNCTIONS = setting(
            "functions",
            function(),
            "",
            "a list; functions that metrics may call beside the built-in ones that are known to have no effect");

    static final Setting<Duration> STATEMENT_TIMEOUT =
            setting("collection.statement-timeout", duration("100ms", "1h"), "15s", "how long one statement may take");
    static final Setting<Duration> LOCK_TIMEOUT = setting(
            "collection.lock-timeout", duration("100ms", "1h"), "5s", "how long a statement may wait for a lock");
    static final Setting<Duration> TARGET_BATCH_TIME = setting(
            "collection.target-batch-time",
            duration("10ms", "10m"),
            "500ms",
            "how long the statements of one range of a shared scan should take; the ranges grow and shrink to meet it");
    static final Setting<DataSize> DISTINCT_MEMORY = setting(
            "collection.distinct-memory",
            dataSize("1MB", "64GB"),
            "64MB",
            "memory for all sets of distinct values together; the largest become estimates when it is not enough");
    static final Setting<Duration> RUN_BUDGET = setting(
            "collection.run-budget", duration("1s", "24h"), "30m", "how long one run may count; the next one resumes");
    static final Setting<Duration> APPEND_SETTLE = setting(
            "collection.append-settle",
            duration("1s", "30d"),
            "24h",
            "how old a row of an `append_only` table must be to be kept and not read again: more than twice the longest"
                    + " transaction that writes to it");
    static final Setting<Integer> APPEND_RECOUNT = setting(
            "collection.append-recount",
            wholeNumber(1, 1_000),
            "13",
            "every so many pings an `append_only` table is counted in full, and compared with what was kept");
    static final Setting<Integer> PARALLELISM =
            setting("collection.parallelism", wholeNumber(1, 64), "1", "how many statements may run at once");
    static final Setting<Double> MAX_LOAD = setting(
            "collection.max-load",
            share(),
            "1.0",
            "the share of time spent in statements; below `1` counting pauses in between");
    static final Setting<DataSize> MAX_REPLICATION_LAG = optional(
            "collection.max-replication-lag",
            dataSize("1KB", "1TB"),
            "counting waits while a standby of PostgreSQL is further behind than so many bytes of WAL");
    static final Setting<Integer> MAX_ACTIVE_SESSIONS = optional(
            "collection.max-active-sessions",
            wholeNumber(0, 10_000),
            "counting waits while more sessions of others are active in a PostgreSQL database");

    static final Setting<Path> METRICS_TEXTFILE = optional(
            "metrics.textfile",
            textfile(),
            "a file that each run writes for node_exporter's textfile collector; ends in `.prom`");
    static final Setting<URI> MONITORING_PING_URL = optional(
            "monitoring.ping-url",
            pingUrl(),
            "a dead-man URL, such as that of a check at healthchecks.io: told when a run begins, and its exit code");

    static final List<Setting<?>> ALL = List.copyOf(ROWS);

    private SettingsTable() {}

    static Setting<Boolean> category(DataCategory category) {
        return Objects.requireNonNull(CATEGORIES.get(category));
    }

    private static Map<DataCategory, Setting<Boolean>> categories() {
        Map<DataCategory, Setting<Boolean>> categories = new EnumMap<>(DataCategory.class);
        for (DataCategory category : DataCategory.values()) {
            String name = category.text();
            String meaning = "`false` switches the " + name + " metrics off: neither queried nor sent";
            categories.put(category, setting("categories." + name, truth(), "true", meaning));
        }
        return categories;
    }

    static boolean isList(Setting<?> setting) {
        return setting.name().equals(EXCLUDE.name()) || setting.name().equals(FUNCTIONS.name());
    }

    private static <T> Setting<T> required(String name, SettingType<T> kind, String meaning) {
        return row(new Setting<>(name, kind, null, true, meaning));
    }

    private static <T> Setting<T> optional(String name, SettingType<T> kind, String meaning) {
        return row(new Setting<>(name, kind, null, false, meaning));
    }

    private static <T> Setting<T> setting(String name, SettingType<T> kind, String fallback, String meaning) {
        return row(new Setting<>(name, kind, fallback, false, meaning));
    }

    private static <T> Setting<T> row(Setting<T> row) {
        ROWS.add(row);
        return row;
    }
}
