package io.spillway.wiring;

import io.spillway.analysis.VerdictInputs;
import io.spillway.config.ApiConfig;
import io.spillway.config.ConfigException;
import io.spillway.config.ConfigProblem;
import io.spillway.config.Experiment;
import io.spillway.config.Origin;
import io.spillway.config.Secret;
import io.spillway.config.ServerConfig;
import io.spillway.config.Suggestions;
import io.spillway.config.TokenizerConfig;
import io.spillway.load.RequestOptions;
import io.spillway.load.http.HttpSettings;
import io.spillway.load.http.RouteProbe;
import io.spillway.load.http.Routes;
import io.spillway.prompt.dataset.HubDownload;
import io.spillway.prompt.dataset.HubFile;
import io.spillway.prompt.dataset.HubOptions;
import io.spillway.prompt.tokenizer.Tokenizers;
import io.spillway.study.RunFailedException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What has to be asked before a live run can be planned: the server's routes and models, and the
 * tokenizer.
 *
 * @param api the route to use
 * @param model the name to send, null leaves it out
 * @param prompting how prompts are made
 * @param routes what the server offers; null when none could be asked
 */
record ServerFacts(
        RequestOptions.Api api,
        @Nullable String model,
        Prompting prompting,
        VerdictInputs.@Nullable Routes routes) {

    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);

    /** Of a fleet whose servers are our own look-alikes. */
    static ServerFacts simulated(Experiment experiment, String defaultModel) {
        String model = experiment.server().modelName();
        boolean chat = experiment.api().type() == ApiConfig.Type.CHAT;
        Prompting prompting =
                chat
                        ? Prompting.withoutTokenizer(
                                Prompting.Takes.CHAT, null, "simulated servers")
                        : Prompting.tokenIds();
        return new ServerFacts(
                chat ? RequestOptions.Api.CHAT : RequestOptions.Api.COMPLETION,
                model == null ? defaultModel : model,
                prompting,
                null);
    }

    /** Of real servers; {@code base} is one that can be asked now, null when none runs yet. */
    static ServerFacts ask(Experiment experiment, HttpSettings http, @Nullable URI base)
            throws RunFailedException {
        ApiConfig.Type type = experiment.api().type();
        String model = experiment.server().modelName();
        boolean chat = type == ApiConfig.Type.CHAT;
        VerdictInputs.Routes offered = null;
        if (base != null) {
            Routes routes = routes(experiment, http, base);
            if (type == ApiConfig.Type.AUTO) {
                chat = !routes.completions() && routes.chat();
            }
            model = model(experiment, model, routes.models(), base);
            // An adapter may be served without being listed.
            String listed = model != null && routes.models().contains(model) ? model : null;
            offered =
                    new VerdictInputs.Routes(
                            routes.completions(), routes.chat(), !chat, routes.models(), listed);
        }
        RequestOptions.Api api = chat ? RequestOptions.Api.CHAT : RequestOptions.Api.COMPLETION;
        return new ServerFacts(api, model, prompting(experiment, chat), offered);
    }

    private static Routes routes(Experiment experiment, HttpSettings http, URI base)
            throws RunFailedException {
        ServerConfig server = experiment.server();
        Secret key = server.apiKey();
        var headers = new LinkedHashMap<String, String>();
        experiment.api().headers().forEach((name, value) -> headers.put(name, value.reveal()));
        var options =
                new RequestOptions(
                        RequestOptions.Api.COMPLETION,
                        true,
                        true,
                        true,
                        Long.MAX_VALUE,
                        headers,
                        key == null ? null : key.reveal(),
                        Map.of());
        try (var probe = new RouteProbe(http, options, ASK_TIMEOUT)) {
            return probe.ask(base);
        } catch (IOException unreachable) {
            throw new RunFailedException(
                    "the server %s cannot be reached: %s".formatted(base, reason(unreachable)),
                    unreachable);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunFailedException("interrupted while asking " + base, e);
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? "connection refused" : message;
    }

    /** The configured model must be served; without one, the first that is. */
    private static @Nullable String model(
            Experiment experiment, @Nullable String configured, List<String> served, URI base) {
        if (configured == null) {
            return served.isEmpty() ? null : served.getFirst();
        }
        boolean isLora =
                experiment.load().loraShares().stream()
                        .anyMatch(share -> share.name().equals(configured));
        if (!served.isEmpty() && !served.contains(configured) && !isLora) {
            throw new ConfigException(
                    List.of(
                            new ConfigProblem(
                                    new Origin.Whole("server.model_name"),
                                    "",
                                    configured,
                                    "%s serves %s".formatted(base, String.join(", ", served)),
                                    Suggestions.nearest(configured, served))));
        }
        return configured;
    }

    private static Prompting prompting(Experiment experiment, boolean chat)
            throws RunFailedException {
        TokenizerConfig tokenizer = experiment.tokenizer();
        Prompting.Takes takes =
                chat
                        ? Prompting.Takes.CHAT
                        : switch (experiment.server().type()) {
                            case VLLM, SGLANG -> Prompting.Takes.IDS;
                            case TGI -> Prompting.Takes.TEXT;
                        };
        String name = tokenizer.nameOrPath();
        if (name == null) {
            return Prompting.withoutTokenizer(takes, null, "no tokenizer is configured");
        }
        Path local = Path.of(name);
        try {
            if (Files.exists(local)) {
                return Prompting.withTokenizer(chat, Tokenizers.open(local));
            }
            return Prompting.withTokenizer(chat, Tokenizers.open(download(tokenizer, name)));
        } catch (IOException | IllegalArgumentException unusable) {
            if (Files.exists(local)) {
                throw new RunFailedException(
                        "tokenizer.pretrained_model_name_or_path: " + unusable.getMessage(),
                        unusable);
            }
            return Prompting.withoutTokenizer(
                    takes,
                    null,
                    "the tokenizer %s could not be had (%s)"
                            .formatted(name, unusable.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunFailedException("interrupted while loading the tokenizer", e);
        }
    }

    private static Path download(TokenizerConfig tokenizer, String name)
            throws IOException, InterruptedException {
        Secret token = tokenizer.token();
        try (var hub =
                new HubDownload(
                        HubOptions.of(
                                HubSettings.endpoint(),
                                token == null ? null : token.reveal(),
                                HubSettings.cache()))) {
            return hub.fetch(HubFile.tokenizer(name));
        }
    }

    /** What the report should say about how prompts were made. */
    List<String> notes() {
        return new ArrayList<>(prompting.notes());
    }
}
