package io.spillway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

import javax.xml.parsers.DocumentBuilderFactory;

class JunitXmlTest {
    private static Document parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void hasOneCaseForEachObjective() throws Exception {
        Element suite = parse(JunitXml.of(SummaryJsonTest.full())).getDocumentElement();
        assertEquals("4", suite.getAttribute("tests"));
        assertEquals("0", suite.getAttribute("failures"));
        assertEquals("2", suite.getAttribute("errors"), "unmeasured error rate, invalid run");
        var cases = suite.getElementsByTagName("testcase");
        assertEquals("ttft_p95", ((Element) cases.item(0)).getAttribute("name"));
        assertEquals("error_rate", ((Element) cases.item(1)).getAttribute("name"));
        assertEquals(1, ((Element) cases.item(1)).getElementsByTagName("error").getLength());
    }

    @Test
    void escapesWhatDoubtsSay() throws Exception {
        Element suite = parse(JunitXml.of(SummaryJsonTest.full())).getDocumentElement();
        var validity = (Element) suite.getElementsByTagName("testcase").item(2);
        var error = (Element) validity.getElementsByTagName("error").item(0);
        assertEquals("a \"doubt\" <b>", error.getAttribute("message"));
    }

    @Test
    void aMissedObjectiveIsAFailure() throws Exception {
        var missed =
                new io.spillway.analysis.RunSummary.Slo(
                        java.util.Map.of("ttft_p95", 0.2),
                        java.util.Map.of("ttft_p95", 0.5),
                        0.5,
                        false);
        Element suite =
                parse(JunitXml.of(SummaryJsonTest.small(missed, null, null))).getDocumentElement();
        assertEquals("1", suite.getAttribute("failures"));
        var failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertEquals("ttft_p95 is 500 ms, limit 200 ms", failure.getAttribute("message"));
    }
}
