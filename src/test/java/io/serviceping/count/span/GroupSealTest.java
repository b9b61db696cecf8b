package io.serviceping.count.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.count.accumulator.AccumulatorKey;
import io.serviceping.count.accumulator.GroupNumbers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupSealTest {
    private static final byte[] CONTENT = "jane@example.org".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void givesBackWhatItEncryptedInThisProcessAndTheNext() {
        byte[] stored = new GroupSeal(folder.resolve("state/groups.key")).seal(CONTENT);
        GroupSeal next = new GroupSeal(folder.resolve("state/groups.key"));

        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("jane");
        assertThat(next.opens(stored)).isTrue();
        assertThat(next.open(stored)).isEqualTo(CONTENT);
        assertThat(next.seal(CONTENT)).isNotEqualTo(stored);
    }

    @Test
    void leavesAloneWhatWasNotEncrypted() {
        GroupSeal seal = new GroupSeal(folder.resolve("groups.key"));

        assertThat(seal.opens(CONTENT)).isTrue();
        assertThat(seal.open(CONTENT)).isEqualTo(CONTENT);
        assertThat(seal.seal(new byte[0])).isEmpty();
        assertThat(folder.resolve("groups.key")).as("made when it is needed").doesNotExist();
    }

    @Test
    void knowsWhatAnotherKeyEncryptedAndWhatWasChanged() {
        GroupSeal seal = new GroupSeal(folder.resolve("groups.key"));
        byte[] stored = seal.seal(CONTENT);

        assertThat(new GroupSeal(folder.resolve("other.key")).opens(stored)).isFalse();
        stored[stored.length - 1] ^= 1;
        assertThatThrownBy(() -> seal.open(stored)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void makesAKeyForItsOwnerAloneAndAnotherWhereItIsDamaged() throws Exception {
        Path key = folder.resolve("groups.key");
        byte[] stored = new GroupSeal(key).seal(CONTENT);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        Files.write(key, new byte[7]);
        assertThat(new GroupSeal(key).opens(stored)).isFalse();
        assertThat(key).hasSize(32);
    }

    @Test
    void storesGroupsAsTheyWere() {
        Map<AccumulatorKey, Number> numbers = Map.of(
                new AccumulatorKey(70_000, "a"), new java.math.BigDecimal("1.50"),
                new AccumulatorKey(1, "half \ud83d of a character"), Double.NaN,
                new AccumulatorKey(1, ""), java.math.BigDecimal.ONE);
        Set<AccumulatorKey> groups = new HashSet<>(numbers.keySet());
        groups.add(new AccumulatorKey(1, null));
        Map<AccumulatorKey, Number> readNumbers = new HashMap<>();
        Set<AccumulatorKey> readGroups = new HashSet<>();
        Set<Integer> readFull = new HashSet<>();

        GroupNumbers.read(
                GroupNumbers.write(numbers, groups, List.of(3, 300)), readNumbers::put, readGroups::add, readFull::add);

        assertThat(readNumbers).isEqualTo(numbers);
        assertThat(readGroups).isEqualTo(groups);
        assertThat(readFull).containsExactlyInAnyOrder(3, 300);
        assertThat(GroupNumbers.write(Map.of(), Set.of(), Set.of())).isEmpty();
    }
}
