package io.serviceping.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.state.StateUnavailableException.Obstacle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An H2 file whose blocks are out of place, as after disk damage, must never be reported as "try again later". */
class DamagedFileTest {
    private static final int BLOCK = 4096;

    /** The damaged blocks held nothing that is read. */
    private static final String UNHARMED = "unharmed";

    @TempDir
    Path folder;

    @Test
    void isToldAsDamageWhicheverBlocksAreSwapped() throws Exception {
        StateDatabase.open(address("db"), 1).close();
        byte[] whole = Files.readAllBytes(folder.resolve("db.mv.db"));
        int blocks = whole.length / BLOCK;
        int step = Boolean.getBoolean("service-ping.soak") ? 1 : 7;
        Set<String> ends = new TreeSet<>();
        for (int pair = 0; pair < blocks * blocks; pair += step) {
            int one = pair / blocks;
            int other = pair % blocks;
            if (one < other) {
                // A new name each time, since H2 may keep a file locked after it failed to open it.
                String name = "db-" + one + "-" + other;
                Files.write(folder.resolve(name + ".mv.db"), swapped(whole, one, other));
                ends.add(end(address(name)));
            }
        }

        assertThat(ends).contains(Obstacle.UNUSABLE.name()).isSubsetOf(Obstacle.UNUSABLE.name(), UNHARMED);
    }

    private JdbcAddress address(String name) {
        return new JdbcAddress("jdbc:h2:file:" + folder.resolve(name), "", "");
    }

    private static String end(JdbcAddress address) {
        try (StateDatabase state = StateDatabase.open(address, 1)) {
            JdbcClient jdbc = JdbcClient.create(state.dataSource());
            for (String table : List.of("instance", "outbox_ping", "counting", "batch_job_instance", "span")) {
                jdbc.sql("select * from " + table).query().listOfRows();
            }
            return UNHARMED;
        } catch (StateUnavailableException e) {
            return e.obstacle() + (e.obstacle() == Obstacle.UNUSABLE ? "" : " " + e.getMessage());
        } catch (RuntimeException e) {
            return StateFailures.behind(e)
                    .map(trouble -> trouble.obstacle()
                            + (trouble.obstacle() == Obstacle.UNUSABLE ? "" : " later: " + trouble.getMessage()))
                    .orElse("defect " + e);
        }
    }

    private static byte[] swapped(byte[] whole, int one, int other) {
        byte[] swapped = whole.clone();
        System.arraycopy(whole, one * BLOCK, swapped, other * BLOCK, BLOCK);
        System.arraycopy(whole, other * BLOCK, swapped, one * BLOCK, BLOCK);
        return swapped;
    }
}
