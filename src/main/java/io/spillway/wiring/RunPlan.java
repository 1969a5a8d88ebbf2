package io.spillway.wiring;

import io.spillway.arrival.LoadShape;
import io.spillway.balance.Balancer;
import io.spillway.balance.WeightBook;
import io.spillway.control.ControlSettings;
import io.spillway.load.CircuitBreaker;
import io.spillway.load.DriverSettings;
import io.spillway.policy.ScalingPolicy;
import io.spillway.prompt.PromptSource;
import io.spillway.record.RecorderSettings;

import java.util.List;

/** What a run consists of, whichever clock it runs on. Used up by one run. */
record RunPlan(
        LoadShape shape,
        PromptSource prompts,
        Balancer balancer,
        WeightBook weights,
        ScalingPolicy policy,
        ControlSettings control,
        DriverSettings driver,
        RecorderSettings recorder,
        List<CircuitBreaker> breakers) {}
