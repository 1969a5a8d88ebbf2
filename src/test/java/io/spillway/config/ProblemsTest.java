package io.spillway.config;

import static io.spillway.config.Experiments.MINIMAL;
import static io.spillway.config.Experiments.problems;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;

class ProblemsTest {

    @Test
    void reportsEveryProblemAtOnceWithItsLine() {
        assertEquals(
                List.of(
                        "e.yml:2:9: api.type: found complete; allowed completion, chat, auto (did"
                                + " you mean completion?)",
                        "e.yml:6:5: data.input_distribution.std: found an unknown key; allowed"
                                + " type, min, max, mean, std_dev, variance, skew, total_count (did"
                                + " you mean std_dev?)",
                        "e.yml:7:24: data.output_distribution: found 128; allowed a section with"
                                + " keys of its own",
                        "e.yml:10:14: load.stages[0].rate: found -1; allowed a number above 0 and"
                                + " at most 1000000",
                        "e.yml:11:7: load.stages[1].rate: found nothing; write the requests per"
                                + " second",
                        "e.yml:11:18: load.stages[1].duration: found soon; allowed a duration above"
                                + " 0 and at most 100000000 s, as 5, 5s, 250ms, 2m or 1h",
                        "e.yml:12:16: load.num_workers: found 30.5; allowed a whole number of at"
                                + " least 0",
                        "e.yml:13:9: server: found localhost; allowed a section with keys of its"
                                + " own"),
                problems(
                        """
                        api:
                          type: complete
                        data:
                          type: synthetic
                          input_distribution:
                            std: 5
                          output_distribution: 128
                        load:
                          stages:
                            - {rate: -1, duration: 5}
                            - {duration: soon}
                          num_workers: 30.5
                        server: localhost
                        """));
    }

    @ParameterizedTest
    @CsvSource({
        "load.num_worker, num_workers",
        "load.numWorkers, num_workers",
        "load.stage, stages",
        "load.workers, num_workers",
        "server.model, model_name",
        "server.url, base_url",
        "server.base-url, base_url",
        "storage.s3, simple_storage_service",
        "scaling, scaling",
        "loda, load",
        "max_num_seqs, fleet.simulated.max_num_seqs",
        "load.check_interval, scaling.check_interval",
        "data.startup, fleet.simulated.startup"
    })
    void suggestsTheKeyThatWasMeant(String key, String meant) {
        List<String> problems = problems(MINIMAL, "--" + key, "5");

        boolean suggested =
                problems.stream().anyMatch(line -> line.endsWith("(did you mean " + meant + "?)"));
        boolean known = key.equals(meant);
        assertEquals(!known, suggested, problems.toString());
    }

    @Test
    void suggestsNothingFarFetched() {
        String line = problems(MINIMAL + "zzzzzz: 1\n").getFirst();

        assertTrue(
                line.startsWith("e.yml:6:1: zzzzzz: found an unknown key; allowed seed, api, "),
                line);
        assertTrue(!line.contains("did you mean"), line);
    }

    @Test
    void unknownKeysAreWarningsWhenLenient() {
        LoadedExperiment loaded =
                Experiments.loader(Experiment.Clock.LIVE, true)
                        .load(MINIMAL + "speling: 1\n", "e.yml", List.of());

        assertEquals("speling", loaded.warnings().getFirst().key());
    }

    @Test
    void wrongTypesStayErrorsWhenLenient() {
        ExperimentLoader lenient = Experiments.loader(Experiment.Clock.LIVE, true);

        assertThrows(
                ConfigException.class,
                () -> lenient.load(MINIMAL + "seed: seven\n", "e.yml", List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "load.num_workers | '\"30\"' | true",
                "load.num_workers | 30.0 | true",
                "load.num_workers | 30.5 | false",
                "load.num_workers | 15s | false",
                "load.num_workers | [4] | false",
                "load.num_workers | 99999999999 | false",
                "load.worker_max_concurrency | 0 | false",
                "api.streaming | yes | true",
                "api.streaming | 'off' | true",
                "api.streaming | maybe | false",
                "server.model_name | 123 | true",
                "server.model_name | {a: 1} | false",
                "load.request_timeout | 2m | true",
                "load.request_timeout | 0 | false",
                "load.stages | 5 | false",
                "load.stages | [5] | false",
                "load.stages | [{rate: 0, duration: 5}] | false",
                "load.stages | [{rate: .inf, duration: 5}] | false",
                "load.stages | [{rate: 1, duration: 0}] | false",
                "seed | 9223372036854775807 | true",
                "server.base_url | localhost:8000 | false",
                "server.base_url | ftp://host | false",
                "server.base_url | https://host/prefix/ | true",
            })
    void takesTypesAsLooselyAsInferencePerf(String key, String value, boolean fine) {
        assertEquals(fine, problems(MINIMAL, "--" + key, value).isEmpty());
    }

    @Test
    void namesAFileThatCannotBeRead() {
        Surroundings.Files nothing =
                new Surroundings.Files() {
                    @Override
                    public boolean exists(Path path) {
                        return false;
                    }

                    @Override
                    public String read(Path path) {
                        return null;
                    }
                };
        Surroundings bare = new Surroundings(name -> null, nothing, LocalDateTime.MIN, 1);
        ExperimentLoader loader = new ExperimentLoader(bare, ExperimentLoader.Options.DEFAULT);

        ConfigException missing =
                assertThrows(
                        ConfigException.class, () -> loader.load(Path.of("no.yml"), List.of()));
        assertEquals("no.yml: cannot be read; name a UTF-8 file that exists", missing.render());

        String trace = MINIMAL + "  type: trace_replay\n  trace: {file: gone.csv}\n";
        ConfigException gone =
                assertThrows(ConfigException.class, () -> loader.load(trace, "e.yml", List.of()));
        assertEquals(
                "e.yml:7:17: load.trace.file: found gone.csv; name a readable file, from here or"
                        + " from the experiment's folder",
                gone.render());
    }
}
