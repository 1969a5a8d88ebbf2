package io.spillway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.metrics.Exposition.Sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

class ExpositionParserTest {
    private static final ExpositionParser PARSER =
            new ExpositionParser(ExpositionParser.Limits.DEFAULT);

    private static Exposition parse(String page) throws ExpositionException {
        return PARSER.parse(page.getBytes(StandardCharsets.UTF_8));
    }

    private static Sample only(String line) throws ExpositionException {
        Exposition page = parse(line + "\n");
        assertEquals(0, page.skippedLines(), page.firstProblem());
        return page.samples().getFirst();
    }

    @Test
    void readsNamesLabelsValuesAndTimes() throws ExpositionException {
        Sample sample =
                only("vllm:x_total{ b = \"1\" , a=\"c:\\\\d\\\"e\\nf\\q\", } 3.5e+2 1755700000123");
        assertEquals("vllm:x_total", sample.name());
        assertEquals(List.of("b", "a"), List.copyOf(sample.labels().keySet()));
        assertEquals("c:\\d\"e\nf\\q", sample.label("a"));
        assertEquals("", sample.label("absent"));
        assertEquals(350, sample.value());
        assertEquals(1755700000.123, sample.timestampSeconds(), 1e-6);
        assertEquals(1755700000.5, only("x 1 1755700000.5").timestampSeconds());
        assertTrue(Double.isNaN(only("x 1").timestampSeconds()));
    }

    @Test
    void readsSpecialNumbers() throws ExpositionException {
        assertEquals(Double.POSITIVE_INFINITY, only("x +Inf").value());
        assertEquals(Double.NEGATIVE_INFINITY, only("x -Inf").value());
        assertTrue(Double.isNaN(only("x NaN").value()));
        assertEquals(-1.5e-9, only("x{} -1.5E-9").value());
    }

    @Test
    void readsWhatOpenMetricsAdds() throws ExpositionException {
        Exposition page =
                parse(
                        "# TYPE vllm:prompt_tokens counter\n"
                                + "vllm:prompt_tokens_total{model_name=\"M\",engine=\"0\"} 105472 # {t=\"}\"} 1.0\n"
                                + "# EOF\nnot looked at\n");
        assertTrue(page.complete());
        assertEquals(0, page.skippedLines());
        assertEquals(105472, page.samples().getFirst().value());
        assertEquals("counter", page.types().get("vllm:prompt_tokens"));
    }

    @Test
    void readsQuotedNames() throws ExpositionException {
        Sample sample = only("{\"http.status\",\"le.vel\"=\"x\",a=\"b\"} 1");
        assertEquals("http.status", sample.name());
        assertEquals(Map.of("le.vel", "x", "a", "b"), sample.labels());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "x one",
                "x 1 2 3",
                "x 0x10",
                "x 1f",
                "1x 1",
                "x{a=\"1\" 1",
                "x{a=1} 1",
                "x{a=\"1\",a=\"2\"} 1",
                "x{a=\"1} 1",
                "{a=\"1\"} 1",
                "x{=\"1\"} 1",
                "é 1",
                "x 1e",
                "}"
            })
    void skipsAndCountsWhatIsNotASample(String line) throws ExpositionException {
        Exposition page = parse("a 1\n" + line + "\nb 2\n");
        assertEquals(List.of("a", "b"), page.samples().stream().map(Sample::name).toList());
        assertEquals(1, page.skippedLines());
        assertTrue(String.valueOf(page.firstProblem()).startsWith("line 2: "));
    }

    @Test
    void takesWindowsLineEndsBlankLinesAndComments() throws ExpositionException {
        Exposition page = parse("\r\n# a comment\r\n#EOF\r\n\n  x 1\r\nz 2");
        assertEquals(List.of("x", "z"), page.samples().stream().map(Sample::name).toList());
        assertEquals(0, page.skippedLines());
    }

    @Test
    void refusesPagesBeyondItsLimits() {
        var parser = new ExpositionParser(new ExpositionParser.Limits(100, 3));
        byte[] many = "x 1\n".repeat(4).getBytes(StandardCharsets.UTF_8);
        var tooMany = assertThrows(ExpositionException.class, () -> parser.parse(many));
        assertEquals(4, tooMany.line());
        assertThrows(ExpositionException.class, () -> parser.parse(new byte[101]));
    }

    private static Sample randomSample(Random random, int number) {
        String[] names = {"vllm:a", "b_total", ":c", "_d", "with.dots", "späß", "e_bucket"};
        String[] values = {"", "0", "a b", "q\"uote", "back\\slash", "new\nline", "}", "ü", "+Inf"};
        Map<String, String> labels = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            labels.put("l" + random.nextInt(9), values[random.nextInt(values.length)]);
        }
        double[] special = {
            Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -0.0
        };
        double value =
                random.nextInt(4) == 0
                        ? special[random.nextInt(special.length)]
                        : random.nextGaussian() * Math.pow(10, random.nextInt(30) - 15);
        double time = random.nextInt(3) == 0 ? 1_755_700_000 + number : Double.NaN;
        return new Sample(names[random.nextInt(names.length)], labels, value, time);
    }

    @Test
    void readsBackWhatWasWritten() throws ExpositionException {
        long seed = 20260820;
        var random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            boolean openMetrics = random.nextBoolean();
            var printer = new ExpositionPrinter(openMetrics);
            List<Sample> samples = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                Sample sample = randomSample(random, i);
                samples.add(sample);
                printer.type(sample.name(), "gauge").sample(sample);
            }
            Exposition read = parse(printer.page());
            String where = "seed %d, round %d:\n%s".formatted(seed, round, printer.page());
            assertEquals(samples, read.samples(), where);
            assertEquals(openMetrics, read.complete(), where);
        }
    }

    @Test
    void arbitraryBytesNeverThrow() {
        long seed = 99;
        var random = new Random(seed);
        String[] parts = {
            "x",
            "{",
            "}",
            "\"",
            "=",
            ",",
            " ",
            "1",
            "NaN",
            "\n",
            "\\",
            "# EOF",
            "# TYPE ",
            "#",
            "\0",
            "vllm:a{b=\"c\"} 1\n",
            "\r",
            "é",
            "\uD83D",
            "\t",
            "-",
            "e"
        };
        for (int round = 0; round < 20_000; round++) {
            var page = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                page.append(parts[random.nextInt(parts.length)]);
            }
            byte[] bytes = page.toString().getBytes(StandardCharsets.UTF_8);
            if (bytes.length > 0 && random.nextInt(4) == 0) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                assertFalse(PARSER.parse(bytes).samples().size() > bytes.length);
            } catch (ExpositionException | RuntimeException thrown) {
                throw new AssertionError(
                        "seed %d, round %d: %s".formatted(seed, round, page), thrown);
            }
        }
    }
}
