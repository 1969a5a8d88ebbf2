package io.spillway.prompt.dataset;

import io.spillway.prompt.PromptSpec;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of a Hugging Face hub.
 *
 * @param repository {@code owner/name}, or a bare name
 * @param revision a branch, a tag or a commit
 * @param path of the file inside the repository
 */
public record HubFile(Kind kind, String repository, String revision, String path) {

    private static final Pattern REPOSITORY = Pattern.compile("[\\w.-]+(/[\\w.-]+)?");
    private static final Pattern PATH = Pattern.compile("[\\w.=+-]+(/[\\w.=+-]+)*");

    /** What a repository holds. */
    public enum Kind {
        MODEL("models", ""),
        DATASET("datasets", "datasets/");

        private final String folder;
        private final String urlPrefix;

        Kind(String folder, String urlPrefix) {
            this.folder = folder;
            this.urlPrefix = urlPrefix;
        }
    }

    public HubFile {
        check(REPOSITORY, repository, "a repository is named like owner/name");
        check(PATH, revision, "a revision is a branch, a tag or a commit");
        check(PATH, path, "a path is one inside a repository");
    }

    private static void check(Pattern pattern, String text, String allowed) {
        boolean climbs = text.startsWith("..") || text.contains("/..");
        if (climbs || !pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("%s, not \"%s\"".formatted(allowed, text));
        }
    }

    /** The tokenizer of a model. */
    public static HubFile tokenizer(String model) {
        return new HubFile(Kind.MODEL, model, "main", "tokenizer.json");
    }

    /** The dataset's own JSON file; empty for one that must be had otherwise. */
    public static Optional<HubFile> of(PromptSpec.Kind dataset) {
        return switch (dataset) {
            case SHARE_GPT ->
                    Optional.of(
                            new HubFile(
                                    Kind.DATASET,
                                    "anon8231489123/ShareGPT_Vicuna_unfiltered",
                                    "main",
                                    "ShareGPT_V3_unfiltered_cleaned_split.json"));
            case CNN_DAILYMAIL, INFINITY_INSTRUCT, BILLSUM_CONVERSATIONS -> Optional.empty();
        };
    }

    /** Path behind the endpoint. */
    String urlPath() {
        return "%s%s/resolve/%s/%s".formatted(kind.urlPrefix, repository, revision, path);
    }

    /** Path inside the cache. */
    String cachePath() {
        return "%s/%s/%s/%s".formatted(kind.folder, repository.replace("/", "--"), revision, path);
    }

    @Override
    public String toString() {
        return "%s of %s%s (%s)".formatted(path, kind.urlPrefix, repository, revision);
    }
}
