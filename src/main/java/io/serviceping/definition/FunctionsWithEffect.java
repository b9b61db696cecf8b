package io.serviceping.definition;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Functions of PostgreSQL and H2 that write, lock, wait, read or write files of the server, or undo the protection of the session, some of them even on a
 * read-only connection. A courtesy to the author, not the lock on the door: that is the read-only connection and a role
 * that may only read.
 */
final class FunctionsWithEffect {
    private static final Set<String> NAMES = Set.of(
            "setval",
            "set_config",
            "lowrite",
            "lo_import",
            "lo_export",
            "lo_unlink",
            "lo_create",
            "lo_put",
            "lo_from_bytea",
            "pg_notify",
            "pg_cancel_backend",
            "pg_terminate_backend",
            "pg_reload_conf",
            "pg_rotate_logfile",
            "pg_switch_wal",
            "pg_logical_emit_message",
            "pg_file_write",
            "pg_promote",
            "pg_export_snapshot",
            "pg_stat_file",
            "query_to_xml",
            "query_to_xml_and_xmlschema",
            "csvread",
            "csvwrite",
            "file_read",
            "file_write",
            "link_schema",
            "cancel_session",
            "abort_session");
    private static final List<String> BEGINNINGS = List.of(
            "dblink",
            "pg_advisory_",
            "pg_try_advisory_",
            "pg_sleep",
            "pg_stat_reset",
            "pg_create_",
            "pg_read_",
            "pg_ls_");

    private FunctionsWithEffect() {}

    /** Whether that is one of them; case and quotes do not matter. */
    static boolean contains(String function) {
        String name = function.replace("\"", "").toLowerCase(Locale.ROOT);
        return NAMES.contains(name) || BEGINNINGS.stream().anyMatch(name::startsWith);
    }
}
