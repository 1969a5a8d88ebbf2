package io.spillway.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;

class SeedsTest {

    @Test
    void givesTheSameStreamForTheSamePath() {
        var one = Seeds.of(7).named("arrivals").at(3).generator();
        var two = Seeds.of(7).named("arrivals").at(3).generator();

        for (int i = 0; i < 100; i++) {
            assertEquals(one.nextLong(), two.nextLong());
        }
    }

    @Test
    void givesEveryNameAndIndexAStreamOfItsOwn() {
        Set<Long> firsts = new HashSet<>();
        int streams = 0;
        for (long root = 0; root < 50; root++) {
            for (String name : new String[] {"a", "b", "ab", "ba", ""}) {
                for (long index = -2; index < 50; index++) {
                    firsts.add(Seeds.of(root).named(name).at(index).generator().nextLong());
                    streams++;
                }
            }
        }
        assertEquals(streams, firsts.size());
    }

    @Test
    void doesNotDependOnWhatOthersDraw() {
        Seeds run = Seeds.of(1);
        var greedy = run.named("prompts").generator();
        for (int i = 0; i < 1000; i++) {
            greedy.nextLong();
        }

        assertEquals(Seeds.of(1).named("arrivals").value(), run.named("arrivals").value());
        assertNotEquals(run.named("arrivals").value(), run.named("prompts").value());
    }

    @Test
    void spreadsTheFirstDrawsOfNeighbouringIndexesEvenly() {
        Seeds seeds = Seeds.of(20_261_122).named("lengths");
        int[] bins = new int[16];
        int draws = 160_000;
        for (int i = 0; i < draws; i++) {
            bins[(int) (seeds.at(i).generator().nextDouble() * bins.length)]++;
        }
        double chiSquare = 0;
        for (int bin : bins) {
            double off = bin - draws / 16.0;
            chiSquare += off * off / (draws / 16.0);
        }
        // 15 degrees of freedom: exceeded with probability 0.001.
        assertTrue(chiSquare < 37.7, "chi-square " + chiSquare);
    }
}
