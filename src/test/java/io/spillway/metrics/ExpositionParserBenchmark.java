package io.spillway.metrics;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Reading a page of about 800 samples, as a vLLM server has it: microseconds a page. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ExpositionParserBenchmark {
    private final ExpositionParser parser = new ExpositionParser(ExpositionParser.Limits.DEFAULT);
    private final byte[] page = page();

    private static byte[] page() {
        var text = new StringBuilder();
        String labels = "{engine=\"0\",model_name=\"meta-llama/Llama-3.2-3B-Instruct\"";
        for (int family = 0; family < 30; family++) {
            String name = family == 0 ? "vllm:num_requests_waiting" : "vllm:family_" + family;
            text.append("# HELP ").append(name).append(" What it is.\n");
            text.append("# TYPE ").append(name).append(" histogram\n");
            text.append(name).append(labels).append("} 17.0\n");
            for (int bucket = 0; bucket < 25; bucket++) {
                text.append(name).append("_bucket").append(labels);
                text.append(",le=\"").append(bucket / 10.0).append("\"} 120.0\n");
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Benchmark
    public ServerMetrics page780Samples() throws ExpositionException {
        return ServerMetrics.of(parser.parse(page), null);
    }
}
