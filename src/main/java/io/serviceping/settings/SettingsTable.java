package io.serviceping.settings;

import io.serviceping.definition.DataCategory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.unit.DataSize;

/** All settings, in the order of the reference. */
final class SettingsTable {
    static final Setting<Boolean> ENABLED = Setting.of(
            "enabled",
            SettingType.truth(),
            "true",
            "`false` switches Service Ping off; no other source can switch it on again");

    static final Setting<String> PRODUCT_NAME =
            Setting.required("product.name", SettingType.text(), "the product's name, sent with every ping");
    static final Setting<String> PRODUCT_VERSION = Setting.required(
            "product.version", SettingType.text(), "the product's version; YAML needs no quotes: `1.10` stays `1.10`");
    static final Setting<String> PRODUCT_EDITION =
            Setting.optional("product.edition", SettingType.text(), "the product's edition, such as `community`");

    static final Setting<Path> DEFINITIONS =
            Setting.of("definitions", SettingType.folder(), "config/metrics", "where the metric definitions are");
    static final Setting<Path> SQL_FILES = Setting.of(
            "sql-files", SettingType.path(), "sql/metrics", "the folder that a definition's `sql_file` is in");

    static final Setting<String> DATABASE_URL = Setting.required(
            "databases.*.url",
            SettingType.jdbcUrl(),
            "a database to count in; `*` is the name by which definitions call it, such as `main`. At least one");
    static final Setting<String> DATABASE_USERNAME =
            Setting.optional("databases.*.username", SettingType.text(), "a user who may only read");
    static final Setting<Path> DATABASE_PASSWORD_FILE = Setting.optional(
            "databases.*.password-file",
            SettingType.secretFile(),
            "a file with the password; one line break at its end is dropped");
    static final Setting<Secret> DATABASE_PASSWORD = Setting.optional(
            "databases.*.password", SettingType.secret(), "the password itself; better is `password-file`");

    static final Setting<URI> ENDPOINT_URL =
            Setting.optional("endpoint.url", SettingType.endpointUrl(), "where pings go; `run` and `submit` need it");
    static final Setting<Path> ENDPOINT_TOKEN_FILE =
            Setting.optional("endpoint.token-file", SettingType.secretFile(), "a file with the bearer token");
    static final Setting<Path> ENDPOINT_SIGNING_KEY_FILE = Setting.optional(
            "endpoint.signing-key-file",
            SettingType.secretFile(),
            "a file with one Standard Webhooks key on each line (`whsec_…`, `whsk_…`); pings are signed with all of them");
    static final Setting<Path> ENDPOINT_TRUST_STORE = Setting.optional(
            "endpoint.trust-store",
            SettingType.file(),
            "the authorities to trust instead of Java's own: PEM, PKCS12 or JKS");
    static final Setting<Path> ENDPOINT_TRUST_STORE_PASSWORD_FILE = Setting.optional(
            "endpoint.trust-store-password-file", SettingType.secretFile(), "a file with the trust store's password");
    static final Setting<Path> ENDPOINT_CLIENT_CERTIFICATE = Setting.optional(
            "endpoint.client-certificate",
            SettingType.file(),
            "our certificate for TLS: a PEM chain, or PKCS12 or JKS with its key");
    static final Setting<Path> ENDPOINT_CLIENT_KEY = Setting.optional(
            "endpoint.client-key",
            SettingType.secretFile(),
            "the PEM key of a PEM chain, where it is not in the same file");
    static final Setting<Path> ENDPOINT_CLIENT_KEY_PASSWORD_FILE = Setting.optional(
            "endpoint.client-key-password-file",
            SettingType.secretFile(),
            "a file with the password of that key, or of the PKCS12 or JKS");
    static final Setting<String> ENDPOINT_PROXY_URL = Setting.optional(
            "endpoint.proxy.url",
            SettingType.proxyUrl(),
            "the proxy to the endpoint; where it is not set, the environment's `HTTPS_PROXY`");
    static final Setting<String> ENDPOINT_PROXY_USERNAME = Setting.optional(
            "endpoint.proxy.username", SettingType.text(), "how the proxy knows us (Basic authentication)");
    static final Setting<Path> ENDPOINT_PROXY_PASSWORD_FILE = Setting.optional(
            "endpoint.proxy.password-file", SettingType.secretFile(), "a file with the proxy's password");
    static final Setting<String> ENDPOINT_PROXY_NO_PROXY = Setting.optional(
            "endpoint.proxy.no-proxy",
            SettingType.text(),
            "hosts reached past the proxy, parted by commas, `*` for all; where it is not set, the environment's `NO_PROXY`");
    static final Setting<Duration> ENDPOINT_CONNECT_TIMEOUT = Setting.of(
            "endpoint.connect-timeout", SettingType.duration("100ms", "10m"), "10s", "how long connecting may take");
    static final Setting<Duration> ENDPOINT_TIMEOUT = Setting.of(
            "endpoint.timeout", SettingType.duration("100ms", "10m"), "30s", "how long a whole attempt may take");
    static final Setting<String> ENDPOINT_RECEIPT = Setting.of(
            "endpoint.receipt",
            SettingType.word("required"),
            "required",
            "a ping counts as delivered only with a receipt; there is no other choice");

    static final Setting<String> STATE_URL = Setting.of(
            "state.url",
            SettingType.jdbcUrl(),
            "jdbc:h2:file:./state/service-ping",
            "the database where Service Ping keeps its own state");
    static final Setting<String> STATE_USERNAME =
            Setting.optional("state.username", SettingType.text(), "a user who owns the state's tables");
    static final Setting<Path> STATE_PASSWORD_FILE =
            Setting.optional("state.password-file", SettingType.secretFile(), "a file with that user's password");
    static final Setting<Secret> STATE_PASSWORD =
            Setting.optional("state.password", SettingType.secret(), "the password itself; better is `password-file`");

    static final Setting<Duration> OUTBOX_RUN_BUDGET = Setting.of(
            "outbox.run-budget",
            SettingType.duration("1s", "24h"),
            "10m",
            "how long one run may go on delivering; what is left waits for the next one");
    static final Setting<Integer> OUTBOX_BREAKER_AFTER = Setting.of(
            "outbox.breaker-after",
            SettingType.wholeNumber(1, 1000),
            "3",
            "after so many runs in a row that delivered nothing the endpoint is only probed, once a day");
    static final Setting<DataSize> OUTBOX_MAX_PAYLOAD = Setting.of(
            "outbox.max-payload",
            SettingType.dataSize("1KB", "1GB"),
            "5MB",
            "the largest ping that is sent, compressed; a larger one is quarantined");
    static final Setting<DataSize> OUTBOX_MAX_BYTES = Setting.of(
            "outbox.max-bytes",
            SettingType.dataSize("1KB", "1TB"),
            "50MB",
            "how much may wait, compressed; beyond it the oldest pings are given up");
    static final Setting<Duration> OUTBOX_MAX_AGE = Setting.of(
            "outbox.max-age",
            SettingType.duration("1d", "36500d"),
            "400d",
            "how long a ping may wait before it is given up");
    static final Setting<Duration> OUTBOX_KEEP_DELIVERED = Setting.of(
            "outbox.keep-delivered",
            SettingType.duration("1d", "36500d"),
            "400d",
            "how long the bytes of a delivered ping are kept; its receipt stays");

    static final Setting<String> EXCLUDE = Setting.of(
            "exclude",
            SettingType.glob(),
            "",
            "a list; metrics that are neither queried nor sent; `*` is any characters");

    static final Setting<String> FUNCTIONS = Setting.of(
            "functions",
            SettingType.function(),
            "",
            "a list; functions that metrics may call beside the built-in ones that are known to have no effect");

    static final Setting<Duration> STATEMENT_TIMEOUT = Setting.of(
            "collection.statement-timeout",
            SettingType.duration("100ms", "1h"),
            "15s",
            "how long one statement may take");
    static final Setting<Duration> LOCK_TIMEOUT = Setting.of(
            "collection.lock-timeout",
            SettingType.duration("100ms", "1h"),
            "5s",
            "how long a statement may wait for a lock");
    static final Setting<Duration> TARGET_BATCH_TIME = Setting.of(
            "collection.target-batch-time",
            SettingType.duration("10ms", "10m"),
            "500ms",
            "how long the statements of one range of a shared scan should take; the ranges grow and shrink to meet it");
    static final Setting<DataSize> DISTINCT_MEMORY = Setting.of(
            "collection.distinct-memory",
            SettingType.dataSize("1MB", "64GB"),
            "64MB",
            "memory for all sets of distinct values together; the largest become estimates when it is not enough");
    static final Setting<Duration> RUN_BUDGET = Setting.of(
            "collection.run-budget",
            SettingType.duration("1s", "24h"),
            "30m",
            "how long one run may count; the next one resumes");
    static final Setting<Duration> APPEND_SETTLE = Setting.of(
            "collection.append-settle",
            SettingType.duration("1s", "30d"),
            "24h",
            "how old a row of an `append_only` table must be to be kept and not read again: more than twice the longest"
                    + " transaction that writes to it");
    static final Setting<Integer> APPEND_RECOUNT = Setting.of(
            "collection.append-recount",
            SettingType.wholeNumber(1, 1_000),
            "13",
            "every so many pings an `append_only` table is counted in full, and compared with what was kept");
    static final Setting<Integer> PARALLELISM = Setting.of(
            "collection.parallelism", SettingType.wholeNumber(1, 64), "1", "how many statements may run at once");
    static final Setting<Double> MAX_LOAD = Setting.of(
            "collection.max-load",
            SettingType.share(),
            "1.0",
            "the share of time spent in statements; below `1` counting pauses in between");
    static final Setting<DataSize> MAX_REPLICATION_LAG = Setting.optional(
            "collection.max-replication-lag",
            SettingType.dataSize("1KB", "1TB"),
            "counting waits while a standby of PostgreSQL is further behind than so many bytes of WAL");
    static final Setting<Integer> MAX_ACTIVE_SESSIONS = Setting.optional(
            "collection.max-active-sessions",
            SettingType.wholeNumber(0, 10_000),
            "counting waits while more sessions of others are active in a PostgreSQL database");

    static final List<Setting<?>> ALL = Stream.of(
                    Stream.of(ENABLED, PRODUCT_NAME, PRODUCT_VERSION, PRODUCT_EDITION, DEFINITIONS, SQL_FILES),
                    Stream.of(DATABASE_URL, DATABASE_USERNAME, DATABASE_PASSWORD_FILE, DATABASE_PASSWORD),
                    Stream.of(ENDPOINT_URL, ENDPOINT_TOKEN_FILE, ENDPOINT_SIGNING_KEY_FILE),
                    Stream.of(ENDPOINT_TRUST_STORE, ENDPOINT_TRUST_STORE_PASSWORD_FILE),
                    Stream.of(ENDPOINT_CLIENT_CERTIFICATE, ENDPOINT_CLIENT_KEY, ENDPOINT_CLIENT_KEY_PASSWORD_FILE),
                    Stream.of(ENDPOINT_PROXY_URL, ENDPOINT_PROXY_USERNAME, ENDPOINT_PROXY_PASSWORD_FILE),
                    Stream.of(ENDPOINT_PROXY_NO_PROXY, ENDPOINT_CONNECT_TIMEOUT, ENDPOINT_TIMEOUT),
                    Stream.of(ENDPOINT_RECEIPT, STATE_URL, STATE_USERNAME, STATE_PASSWORD_FILE, STATE_PASSWORD),
                    Stream.of(OUTBOX_RUN_BUDGET, OUTBOX_BREAKER_AFTER, OUTBOX_MAX_PAYLOAD),
                    Stream.of(OUTBOX_MAX_BYTES, OUTBOX_MAX_AGE, OUTBOX_KEEP_DELIVERED),
                    Arrays.stream(DataCategory.values()).map(SettingsTable::category),
                    Stream.of(
                            EXCLUDE,
                            FUNCTIONS,
                            STATEMENT_TIMEOUT,
                            LOCK_TIMEOUT,
                            TARGET_BATCH_TIME,
                            DISTINCT_MEMORY,
                            RUN_BUDGET,
                            APPEND_SETTLE,
                            APPEND_RECOUNT,
                            PARALLELISM,
                            MAX_LOAD,
                            MAX_REPLICATION_LAG,
                            MAX_ACTIVE_SESSIONS))
            .<Setting<?>>flatMap(settings -> settings)
            .toList();

    private SettingsTable() {}

    static Setting<Boolean> category(DataCategory category) {
        return Setting.of(
                "categories." + category.text(),
                SettingType.truth(),
                "true",
                "`false` switches the " + category.text() + " metrics off: neither queried nor sent");
    }

    static boolean isList(Setting<?> setting) {
        return setting.equals(EXCLUDE) || setting.equals(FUNCTIONS);
    }

    static boolean isOfDatabase(Setting<?> setting) {
        return setting.name().contains("*");
    }
}
