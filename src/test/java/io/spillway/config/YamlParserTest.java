package io.spillway.config;

import static io.spillway.config.Experiments.MINIMAL;
import static io.spillway.config.Experiments.problems;
import static io.spillway.config.Experiments.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;

class YamlParserTest {

    @Test
    void namesTheSecondOfTwoEqualKeysAndTheFirst() {
        assertEquals(
                List.of(
                        "e.yml:5:1: load: found the key twice; keep one; the first is at"
                                + " e.yml:3:1"),
                problems(
                        """
                        server:
                          base_url: http://localhost:8000
                        load:
                          stages: [{rate: 5, duration: 60}]
                        load:
                          stages: [{rate: 6, duration: 60}]
                        """));
    }

    @Test
    void tellsThatATabIsNoIndentation() {
        assertEquals(
                List.of("e.yml:2:1: a tab stands where YAML wants spaces; indent with spaces"),
                problems("load:\n\ttype: constant\n"));
    }

    @Test
    void tellsThatAFileIsEmpty() {
        String expected =
                "e.yml:1:1: found an empty file; write an experiment: sections such as load:,"
                        + " server: or fleet:";
        assertEquals(List.of(expected), problems(""));
        assertEquals(List.of(expected), problems("# only a comment\n"));
        assertEquals(1, problems("null").size());
    }

    @Test
    void refusesAListWhereAnExperimentShouldBe() {
        assertTrue(problems("- a\n- b\n").getFirst().startsWith("e.yml:1:1: found a list of 2; "));
    }

    @Test
    void refusesASecondDocument() {
        assertEquals(
                List.of("e.yml:7:1: found another document; keep one document in the file"),
                problems(MINIMAL + "---\nload: {}\n"));
    }

    @Test
    void namesLineAndColumnOfASyntaxError() {
        String line = problems("load:\n  stages: [\n  type: constant\n").getFirst();

        assertTrue(line.startsWith("e.yml:4:1: not YAML: "), line);
    }

    @Test
    void resolvesAnchorsAndMergeKeys() {
        Experiment experiment =
                read(
                        """
                        server: {base_url: 'http://localhost:8000'}
                        data:
                          type: synthetic
                          input_distribution: &lengths {mean: 100, std_dev: 5, min: 10, max: 200}
                          output_distribution:
                            <<: *lengths
                            mean: 50
                        load:
                          stages:
                            - &stage {rate: 5, duration: 60}
                            - *stage
                        """);

        DistributionConfig output = experiment.data().output();
        assertNotNull(output);
        assertEquals(50, output.mean());
        assertEquals(5, output.stdDev());
        assertEquals(2, experiment.load().stages().size());
    }

    @Test
    void refusesAnAnchorThatContainsItself() {
        String line = problems("load: &a\n  stages: *a\n  load: *a\n").getFirst();

        assertTrue(line.startsWith("e.yml:"), line);
    }

    @Test
    void acceptsByteOrderMarksAndWindowsLineEnds() {
        assertEquals(read(MINIMAL), read("\uFEFF" + MINIMAL.replace("\n", "\r\n")));
    }

    @Test
    void neverThrowsAnythingButItsOwnExceptionOnDamagedFiles() {
        long seed = 20250131;
        SplittableRandom random = new SplittableRandom(seed);
        String base = MINIMAL + "fleet:\n  actuator: simulated\n  simulated: {startup: 5s}\n";
        String alphabet = " \n\t:-{}[]&*#!|>'\"%@`,?.a5é\u0000";
        for (int i = 0; i < 3_000; i++) {
            StringBuilder damaged = new StringBuilder(base);
            for (int k = 0; k < 1 + i % 4; k++) {
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                damaged.setCharAt(random.nextInt(damaged.length()), c);
            }
            try {
                read(damaged.toString());
            } catch (ConfigException refused) {
                assertTrue(!refused.problems().isEmpty());
            } catch (RuntimeException other) {
                throw new AssertionError("seed " + seed + ", case " + i + ":\n" + damaged, other);
            }
        }
    }
}
