package io.spillway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

class NumbersTest {

    @ParameterizedTest
    @CsvSource({
        "5, 5000000000",
        "5s, 5000000000",
        "5 s, 5000000000",
        "2.5, 2500000000",
        "1e3, 1000000000000",
        "0.5s, 500000000",
        "250ms, 250000000",
        "10us, 10000",
        "10µs, 10000",
        "3ns, 3",
        "2m, 120000000000",
        "2min, 120000000000",
        "1h, 3600000000000",
        "-1s, -1000000000",
        "0, 0"
    })
    void readsDurations(String text, long nanos) {
        assertEquals(Duration.ofNanos(nanos), Numbers.duration(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "s", "5x", "five", "5 5s", "1d", "--5s", "1:30", "1e400", "NaN", "inf"})
    void refusesWhatIsNoDuration(String text) {
        assertNull(Numbers.duration(text));
    }

    @ParameterizedTest
    @CsvSource({"30, 30", "30.0, 30", "3e1, 30", "+30, 30", "1_000, 1000", "-2, -2", "0.0, 0"})
    void takesWholeNumbersInEverySpelling(String text, int value) {
        assertEquals(value, Numbers.whole(text).intValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"30.5", "15s", "", "abc", "0x10", "1e999999", "true", "--1", "1e-3"})
    void refusesWhatIsNoWholeNumber(String text) {
        assertNull(Numbers.whole(text));
    }

    @ParameterizedTest
    @CsvSource({
        "true, true",
        "True, true",
        "yes, true",
        "on, true",
        "1, true",
        "y, true",
        "false, false",
        "NO, false",
        "off, false",
        "0, false",
        "n, false"
    })
    void readsTruthInEverySpelling(String text, boolean value) {
        assertEquals(value, Numbers.truth(text));
    }

    @Test
    void refusesWhatIsNoTruth() {
        assertNull(Numbers.truth("maybe"));
        assertNull(Numbers.truth("2"));
    }

    @ParameterizedTest
    @CsvSource({
        "5000000000, 5s",
        "250000000, 250ms",
        "120000000000, 2m",
        "1500000000, 1.5s",
        "0, 0s"
    })
    void writesDurationsAsPeopleDo(long nanos, String text) {
        assertEquals(text, Numbers.text(Duration.ofNanos(nanos)));
    }
}
