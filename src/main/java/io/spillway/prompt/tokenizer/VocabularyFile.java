package io.spillway.prompt.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a {@code tokenizer.json} says about its ids, read as a stream: these files reach tens of
 * megabytes.
 *
 * @param used ids that exist
 * @param added ids of added tokens, the special ones among them
 * @param wordLike ids whose token looks like a word with the space before it
 */
record VocabularyFile(BitSet used, BitSet added, List<Integer> wordLike) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Byte-level vocabularies write the space as Ġ, SentencePiece writes it as ▁. */
    private static final Pattern WORD = Pattern.compile("[\u0120\u2581][A-Za-z]{2,}");

    static VocabularyFile read(Path file) throws IOException {
        var vocabulary = new VocabularyFile(new BitSet(), new BitSet(), new ArrayList<>());
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            vocabulary.readRoot(parser);
        }
        if (vocabulary.used.isEmpty()) {
            throw new IOException("%s has no vocabulary: not a tokenizer".formatted(file));
        }
        return vocabulary;
    }

    /** One more than the greatest id. */
    int size() {
        return used.length();
    }

    /** Ids that are neither added nor special. */
    int[] ordinary() {
        var ordinary = (BitSet) used.clone();
        ordinary.andNot(added);
        return ordinary.stream().toArray();
    }

    private void readRoot(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("added_tokens") && value == JsonToken.START_ARRAY) {
                readAdded(parser);
            } else if (field.equals("model") && value == JsonToken.START_OBJECT) {
                readModel(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void readAdded(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isId = parser.currentName().equals("id");
                if (parser.nextToken() == JsonToken.VALUE_NUMBER_INT && isId) {
                    used.set(parser.getIntValue());
                    added.set(parser.getIntValue());
                } else {
                    parser.skipChildren();
                }
            }
        }
    }

    private void readModel(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isVocabulary = parser.currentName().equals("vocab");
            JsonToken value = parser.nextToken();
            if (isVocabulary && value == JsonToken.START_OBJECT) {
                readMap(parser);
            } else if (isVocabulary && value == JsonToken.START_ARRAY) {
                readList(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    /** BPE and WordPiece: token to id. */
    private void readMap(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String token = parser.currentName();
            parser.nextToken();
            add(token, parser.getIntValue());
        }
    }

    /** Unigram: a list of [token, score], the place being the id. */
    private void readList(JsonParser parser) throws IOException {
        for (int id = 0; parser.nextToken() == JsonToken.START_ARRAY; id++) {
            add(String.valueOf(parser.nextTextValue()), id);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                parser.skipChildren();
            }
        }
    }

    private void add(String token, int id) {
        used.set(id);
        if (WORD.matcher(token).matches()) {
            wordLike.add(id);
        }
    }
}
