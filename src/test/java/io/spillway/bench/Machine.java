package io.spillway.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the JVM and other programs say about themselves. */
final class Machine {

    private Machine() {}

    /** CPU time of all threads of this process, compiler and collector included. */
    static long processCpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** Bytes that threads of this name have allocated. */
    static long allocatedBytes(String threadName) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = 0;
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().startsWith(threadName)) {
                bytes += threads.getThreadAllocatedBytes(id);
            }
        }
        return bytes;
    }

    /** Runs a program and returns the numbers on its one line. */
    static double[] numbersOf(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String line;
        try (var out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            line = out.readLine();
        }
        if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0 || line == null) {
            throw new IOException(command + " failed");
        }
        String[] words = line.split(" ");
        double[] numbers = new double[words.length];
        for (int i = 0; i < words.length; i++) {
            numbers[i] = Double.parseDouble(words[i]);
        }
        return numbers;
    }
}
