package io.spillway.prompt;

/**
 * Text of common English words, nearly each of them one token in the vocabularies in use; for
 * servers whose tokenizer is not at hand. The number of words follows from a calibration.
 */
public final class WordText implements TextCodec {

    private static final String[] WORDS =
            """
            time year people way day man thing woman life child world school state family
            student group country problem hand part place case week company system program
            question work government number night point home water room mother area money story
            fact month lot right study book eye job word business issue side kind head house
            service friend father power hour game line end member law car city community name
            president team minute idea kid body information back parent face others level
            office door health person art war history party result change morning reason
            research girl guy moment air teacher force education foot boy age policy music
            market sense nation plan college interest death experience effect use class control
            field development role effort rate heart drug show leader light voice wife police
            mind price report decision son view relationship town road arm difference value
            building action season society tax director position player record paper space
            ground form event official matter center couple site project base star need table
            court oil situation cost industry figure street image phone data picture practice
            piece land product doctor wall worker news test movie north love step type film
            support computer summer tree garden river mountain bridge window letter language
            science energy animal forest island ocean winter spring planet engine machine
            pattern surface corner circle square simple general common public local social
            human natural small large early young important different big high old great long
            little own other new good first last south east west green blue red black white
            open clear strong
            """
                    .split("\\s+");

    private final TextCalibration calibration;

    public WordText(TextCalibration calibration) {
        this.calibration = calibration;
    }

    /** Text to calibrate with: what a server counts for it tells the tokens of a word. */
    public static String sample(int words) {
        int[] ids = new int[words];
        for (int i = 0; i < words; i++) {
            ids[i] = i * 7;
        }
        return new WordText(TextCalibration.ONE_TOKEN_A_WORD).text(ids);
    }

    @Override
    public String text(int[] tokenIds) {
        if (tokenIds.length == 0) {
            return "";
        }
        int words = calibration.words(tokenIds.length);
        var text = new StringBuilder(words * 6);
        for (int i = 0; i < words; i++) {
            int lap = i / tokenIds.length;
            int id = tokenIds[i % tokenIds.length] + lap * 31;
            if (i > 0) {
                text.append(' ');
            }
            text.append(WORDS[Math.floorMod(id, WORDS.length)]);
        }
        return text.toString();
    }
}
