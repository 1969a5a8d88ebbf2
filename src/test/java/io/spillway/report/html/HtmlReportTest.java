package io.spillway.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.record.RunFolder;
import io.spillway.report.RunData;
import io.spillway.report.SampleRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class HtmlReportTest {
    private static final Pattern INLINE =
            Pattern.compile("<(script|style)(?![^>]*json)[^>]*>(.*?)</\\1>", Pattern.DOTALL);

    @TempDir Path folder;

    @Test
    void tellsTheStoryWithoutScripts() throws IOException {
        String html = HtmlReport.of(SampleRun.write(SampleRun.demo(), folder));
        String words = html.replaceAll("(?s)<(script|style).*?</\\1>", "");
        assertTrue(words.contains("Did scaling help?"), words);
        assertTrue(words.contains("at worst (requests due from"), words);
        assertTrue(words.contains("How long did a replica take, and why?"), words);
        assertTrue(words.contains("Which setting should I use?"), words);
        assertTrue(words.contains("Was the measurement sound?"), words);
    }

    @Test
    void namesAndReasonsAreTextWhateverTheyContain() throws IOException {
        SampleRun.Script demo = SampleRun.demo();
        var script =
                new SampleRun.Script(
                        demo.stages(),
                        demo.maxReplicas(),
                        demo.startUpSeconds(),
                        n -> "<script>alert(" + n + ")</script>",
                        0,
                        demo.slo(),
                        "%.1f<img src=x onerror='alert(1)'>\"&amp;");
        String html = HtmlReport.of(SampleRun.write(script, folder));
        assertFalse(html.contains("<script>alert"));
        assertFalse(html.contains("<img"));
        assertTrue(html.contains("&lt;script&gt;alert(2)&lt;/script&gt;"));
        assertTrue(html.contains("&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&quot;&amp;amp;"));
    }

    @Test
    void thePolicyAllowsItsOwnBlocksByHashAndNothingElse() throws Exception {
        String html = HtmlReport.of(SampleRun.write(SampleRun.demo(), folder));
        Matcher policy = Pattern.compile("Security-Policy\" content=\"([^\"]*)\"").matcher(html);
        assertTrue(policy.find());
        String allowed = policy.group(1).replace("&#39;", "'");
        assertTrue(allowed.startsWith("default-src 'none'"), allowed);
        assertFalse(allowed.contains("unsafe"), allowed);
        int blocks = 0;
        for (Matcher block = INLINE.matcher(html); block.find(); blocks++) {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(block.group(2).getBytes(StandardCharsets.UTF_8));
            assertTrue(allowed.contains(Base64.getEncoder().encodeToString(hash)), block.group(1));
        }
        assertEquals(6, blocks);
        assertFalse(html.contains(" style="));
        assertFalse(Pattern.compile("<[^>]* (src|href)=\"(?!data:,|#)").matcher(html).find());
    }

    @Test
    void aFolderAloneMakesTheSamePage() throws IOException {
        RunData data = SampleRun.write(SampleRun.demo(), folder);
        RunData read = RunData.load(RunFolder.open(folder));
        assertTrue(HtmlReport.of(data).equals(HtmlReport.of(read)), "pages differ");
    }

    @Test
    void inlineHandlersAndStylesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Html().open("p", "onclick", "go()"));
        assertThrows(IllegalArgumentException.class, () -> new Html().open("p", "style", "x"));
    }
}
