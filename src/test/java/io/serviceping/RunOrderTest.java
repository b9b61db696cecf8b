package io.serviceping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Surefire and Failsafe run the longest test classes first. All classes in these lists exist. */
class RunOrderTest {
    @ParameterizedTest
    @ValueSource(strings = {".surefire-tests", ".surefire-its"})
    void theLongestClassesExist(String list) throws IOException {
        List<String> classes = Files.readAllLines(Path.of("src/test/run-order", list)).stream()
                .map(line -> line.split(",", 4)[2])
                .toList();

        assertThat(classes)
                .isNotEmpty()
                .allSatisfy(name -> assertThatCode(() -> Class.forName(name)).doesNotThrowAnyException());
    }
}
