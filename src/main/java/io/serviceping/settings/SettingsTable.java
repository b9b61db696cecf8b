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

    static final Setting<Mode> MODE =
            setting("mode", mode(), "on", "`local`: counted and kept, never sent; `off`: nothing is done");
    static final Setting<Boolean> ENABLED = setting("enabled", truth(), "true", "`false`: as `mode: off`");

    static final Setting<String> PRODUCT_NAME = required("product.name", text(), "sent with every ping");
    static final Setting<String> PRODUCT_VERSION =
            required("product.version", text(), "sent too; YAML needs no quotes: `1.10` stays `1.10`");
    static final Setting<String> PRODUCT_EDITION = optional("product.edition", text(), "sent too, such as `community`");

    static final Setting<Path> DEFINITIONS =
            setting("definitions", folder(), "config/metrics", "the metric definitions");
    static final Setting<Path> EVENT_DEFINITIONS =
            setting("event-definitions", path(), "config/events", "the event definitions; need not exist");
    static final Setting<Path> SQL_FILES =
            setting("sql-files", path(), "sql/metrics", "where a definition's `sql_file` is");

    static final Setting<String> DATABASE_URL = required(
            "databases.*.url",
            jdbcUrl(),
            "where to count; `*` is its name in definitions, such as `main`. At least one");
    static final Setting<String> DATABASE_USERNAME =
            optional("databases.*.username", text(), "a user who may only read");
    static final Setting<Path> DATABASE_PASSWORD_FILE =
            optional("databases.*.password-file", secretFile(), "the password; one line break at its end is dropped");
    static final Setting<Secret> DATABASE_PASSWORD =
            optional("databases.*.password", secret(), "better is `password-file`");

    static final Setting<URI> ENDPOINT_URL =
            optional("endpoint.url", endpointUrl(), "where pings go; `run` and `submit` need it");
    static final Setting<Path> ENDPOINT_TOKEN_FILE = optional("endpoint.token-file", secretFile(), "the bearer token");
    static final Setting<Path> ENDPOINT_SIGNING_KEY_FILE = optional(
            "endpoint.signing-key-file", secretFile(), "the [keys](wire.md#the-signature) that sign, one a line");
    static final Setting<Path> ENDPOINT_TRUST_STORE =
            optional("endpoint.trust-store", file(), "authorities to trust instead of Java's: PEM, PKCS12 or JKS");
    static final Setting<Path> ENDPOINT_TRUST_STORE_PASSWORD_FILE =
            optional("endpoint.trust-store-password-file", secretFile(), "its password");
    static final Setting<Path> ENDPOINT_CLIENT_CERTIFICATE = optional(
            "endpoint.client-certificate", file(), "our TLS certificate: a PEM chain, or PKCS12 or JKS with its key");
    static final Setting<Path> ENDPOINT_CLIENT_KEY =
            optional("endpoint.client-key", secretFile(), "the PEM key, where it is not in the same file");
    static final Setting<Path> ENDPOINT_CLIENT_KEY_PASSWORD_FILE =
            optional("endpoint.client-key-password-file", secretFile(), "the password of the key or store");
    static final Setting<String> ENDPOINT_PROXY_URL =
            optional("endpoint.proxy.url", proxyUrl(), "without it: the environment's `HTTPS_PROXY`");
    static final Setting<String> ENDPOINT_PROXY_USERNAME =
            optional("endpoint.proxy.username", text(), "for Basic authentication");
    static final Setting<Path> ENDPOINT_PROXY_PASSWORD_FILE =
            optional("endpoint.proxy.password-file", secretFile(), "its password");
    static final Setting<String> ENDPOINT_PROXY_NO_PROXY = optional(
            "endpoint.proxy.no-proxy",
            text(),
            "hosts reached directly, parted by commas, `*` for all; without it: `NO_PROXY`");
    static final Setting<Duration> ENDPOINT_CONNECT_TIMEOUT =
            setting("endpoint.connect-timeout", duration("100ms", "10m"), "10s", "for connecting");
    static final Setting<Duration> ENDPOINT_TIMEOUT =
            setting("endpoint.timeout", duration("100ms", "10m"), "30s", "for a whole attempt");
    static final Setting<String> ENDPOINT_RECEIPT = setting(
            "endpoint.receipt", word("required"), "required", "only a receipt ends delivery; there is no other choice");

    static final Setting<String> STATE_URL =
            setting("state.url", jdbcUrl(), "jdbc:h2:file:./state/service-ping", "the state database");
    static final Setting<String> STATE_USERNAME = optional("state.username", text(), "a user who owns its tables");
    static final Setting<Path> STATE_PASSWORD_FILE = optional("state.password-file", secretFile(), "the password");
    static final Setting<Secret> STATE_PASSWORD = optional("state.password", secret(), "better is `password-file`");

    static final Setting<Duration> OUTBOX_RUN_BUDGET = setting(
            "outbox.run-budget", duration("1s", "24h"), "10m", "how long one run may deliver; the next one continues");
    static final Setting<Integer> OUTBOX_BREAKER_AFTER = setting(
            "outbox.breaker-after",
            wholeNumber(1, 1000),
            "3",
            "runs in a row without a delivery, after which the endpoint gets one probe a day");
    static final Setting<DataSize> OUTBOX_MAX_PAYLOAD = setting(
            "outbox.max-payload",
            dataSize("1KB", "1GB"),
            "5MB",
            "largest ping, compressed, no more than the endpoint takes; a larger one is quarantined");
    static final Setting<DataSize> OUTBOX_MAX_BYTES = setting(
            "outbox.max-bytes",
            dataSize("1KB", "1TB"),
            "50MB",
            "how much may wait, compressed; beyond it the oldest pings are given up");
    static final Setting<Duration> OUTBOX_MAX_AGE =
            setting("outbox.max-age", duration("1d", "36500d"), "400d", "a ping that waits longer is given up");
    static final Setting<Duration> OUTBOX_KEEP_DELIVERED = setting(
            "outbox.keep-delivered",
            duration("1d", "36500d"),
            "400d",
            "how long the bytes of a delivered ping are kept; its receipt stays");

    private static final Map<DataCategory, Setting<Boolean>> CATEGORIES = categories();

    static final Setting<String> EXCLUDE =
            setting("exclude", glob(), "", "a list of what is neither queried nor sent; `*`: any characters");

    static final Setting<String> FUNCTIONS = setting(
            "functions",
            function(),
            "",
            "a list of [more functions](metric-definition.md#functions) that metrics may call");

    static final Setting<Duration> STATEMENT_TIMEOUT = setting(
            "collection.statement-timeout",
            duration("100ms", "1h"),
            "15s",
            "for one statement; should be several times `target-batch-time`");
    static final Setting<Duration> LOCK_TIMEOUT = setting(
            "collection.lock-timeout", duration("100ms", "1h"), "5s", "how long a statement may wait for a lock");
    static final Setting<Duration> TARGET_BATCH_TIME = setting(
            "collection.target-batch-time",
            duration("10ms", "10m"),
            "500ms",
            "aim for the statements of one [range](counting.md#ranges)");
    static final Setting<DataSize> DISTINCT_MEMORY = setting(
            "collection.distinct-memory",
            dataSize("1MB", "64GB"),
            "64MB",
            "for all [distinct values](counting.md#distinct-values); beyond it the largest sets become estimates");
    static final Setting<Duration> RUN_BUDGET = setting(
            "collection.run-budget", duration("1s", "24h"), "30m", "how long one run may count; the next one resumes");
    static final Setting<Duration> APPEND_SETTLE = setting(
            "collection.append-settle",
            duration("1s", "30d"),
            "24h",
            "age at which a row of an [`append_only`](counting.md#append-only-tables) table is not read again");
    static final Setting<Integer> APPEND_RECOUNT = setting(
            "collection.append-recount",
            wholeNumber(1, 1_000),
            "13",
            "every so many pings such a table is counted in full and compared");
    static final Setting<Integer> PARALLELISM =
            setting("collection.parallelism", wholeNumber(1, 64), "1", "how many statements may run at once");
    static final Setting<Double> MAX_LOAD = setting(
            "collection.max-load", share(), "1.0", "[share of time](counting.md#throttles) spent in statements");
    static final Setting<DataSize> MAX_REPLICATION_LAG = optional(
            "collection.max-replication-lag",
            dataSize("1KB", "1TB"),
            "[counting waits](counting.md#throttles) while a standby is further behind");
    static final Setting<Integer> MAX_ACTIVE_SESSIONS = optional(
            "collection.max-active-sessions",
            wholeNumber(0, 10_000),
            "counting waits while more sessions of others are active");

    static final Setting<Path> METRICS_TEXTFILE =
            optional("metrics.textfile", textfile(), "written by [each run](../how-to/monitor.md#prometheus)");
    static final Setting<URI> MONITORING_PING_URL =
            optional("monitoring.ping-url", pingUrl(), "a [dead-man URL](../how-to/monitor.md#a-dead-man-url)");

    static final List<Setting<?>> ALL = List.copyOf(ROWS);

    private SettingsTable() {}

    static Setting<Boolean> category(DataCategory category) {
        return Objects.requireNonNull(CATEGORIES.get(category));
    }

    private static Map<DataCategory, Setting<Boolean>> categories() {
        Map<DataCategory, Setting<Boolean>> categories = new EnumMap<>(DataCategory.class);
        for (DataCategory category : DataCategory.values()) {
            categories.put(
                    category,
                    setting("categories." + category.text(), truth(), "true", "`false`: neither queried nor sent"));
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
