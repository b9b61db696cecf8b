package io.serviceping.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Flyway's history, read with one statement: to start Flyway only to hear that nothing is to be done would take longer than
 * the rest of most commands.
 *
 * @param folder of the scripts, on the class path
 * @param history the name of Flyway's table
 */
record AppliedScripts(String folder, String history) {
    /** Whether exactly our scripts were applied, as they are now. Flyway decides whatever else it is. */
    boolean areOurs(DataSource connections) {
        try (Connection connection = connections.getConnection()) {
            // Null: the search path names no schema that exists.
            String schema = connection.getSchema();
            return schema != null && applied(connection, schema).equals(Optional.of(ours()));
        } catch (SQLException | IOException e) {
            return false;
        }
    }

    /** Empty: one of them failed. */
    private Optional<Map<String, Integer>> applied(Connection connection, String schema) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(applied(schema))) {
            Map<String, Integer> applied = new HashMap<>();
            while (rows.next()) {
                if (!rows.getBoolean(3)) {
                    return Optional.empty();
                }
                applied.put(rows.getString(1), rows.getInt(2));
            }
            return Optional.of(applied);
        }
    }

    /** Looks only where Flyway does: in the first schema of the search path. */
    private String applied(String schema) {
        return "select \"script\", \"checksum\", \"success\" from \"%s\".\"%s\" where \"type\" not in ('TABLE', 'BASELINE')"
                .formatted(schema.replace("\"", "\"\""), history);
    }

    private Map<String, Integer> ours() throws IOException {
        Map<String, Integer> ours = new HashMap<>();
        for (Resource script :
                new PathMatchingResourcePatternResolver().getResources("classpath*:" + folder + "/*.sql")) {
            ours.put(String.valueOf(script.getFilename()), checksum(script));
        }
        return ours;
    }

    /** As Flyway computes it, from the lines without their ends. */
    private static int checksum(Resource script) throws IOException {
        CRC32 checksum = new CRC32();
        script.getContentAsString(StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> checksum.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) checksum.getValue();
    }
}
