package io.spillway.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.policy.decorator.Decorators;
import io.spillway.policy.external.OwnPolicies;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of docs/policies.md are those of the registry. To write them anew: {@code ./mvnw
 * -Dtest=PolicyDocumentationTest -Dtest.jvm.args=-Dspillway.docs=write test}.
 */
class PolicyDocumentationTest {
    private static final Path PAGE = Path.of("docs", "policies.md");
    private static final Pattern BLOCK =
            Pattern.compile(
                    "<!-- (parameters [a-z0-9-]+|decorators) -->\n(.*?)<!-- end -->",
                    Pattern.DOTALL);

    @Test
    void tablesAreThoseOfTheRegistry() throws IOException {
        String page = Files.readString(PAGE);
        Matcher block = BLOCK.matcher(page);
        var written = new StringBuilder();
        while (block.find()) {
            String table = table(block.group(1));
            String whole = "<!-- " + block.group(1) + " -->\n" + table + "<!-- end -->";
            block.appendReplacement(written, Matcher.quoteReplacement(whole));
        }
        block.appendTail(written);
        if ("write".equals(System.getProperty("spillway.docs"))) {
            Files.writeString(PAGE, written);
        }

        assertEquals(written.toString(), Files.readString(PAGE));
    }

    @Test
    void everyPolicyHasASectionAndATableInTheOrderOfTheRegistry() throws IOException {
        String page = Files.readString(PAGE);
        List<String> sections = new ArrayList<>();
        Matcher heading = Pattern.compile("(?m)^## ([a-z0-9-]+)$").matcher(page);
        while (heading.find()) {
            sections.add(heading.group(1));
        }

        assertEquals(
                OwnPolicies.registry().types().stream().map(PolicyType::name).toList(), sections);
        for (String section : sections) {
            assertTrue(page.contains("<!-- parameters " + section + " -->"), section);
        }
    }

    @Test
    void everyParameterAndSummaryIsASentence() {
        for (PolicyType type : OwnPolicies.registry().types()) {
            assertTrue(type.summary().endsWith("."), type.name());
            for (Parameter parameter : type.parameters()) {
                String where = type.name() + "." + parameter.name();
                assertTrue(parameter.doc().endsWith("."), where);
                assertTrue(parameter.name().matches("[a-z][a-z0-9_]*"), where);
            }
        }
    }

    private static String table(String block) {
        if (block.equals("decorators")) {
            var tables = new StringBuilder();
            for (Decorators.Type type : Decorators.ALL) {
                tables.append("\n**").append(type.name()).append("**: ").append(type.summary());
                tables.append("\n\n").append(rows(type.parameters()));
            }
            return tables.append('\n').toString();
        }
        PolicyType type = OwnPolicies.registry().type(block.substring("parameters ".length()));
        var table = new StringBuilder("\n").append(type.summary()).append('\n');
        if (!type.needs().isEmpty()) {
            table.append("Needs `").append(String.join("`, `", type.needs())).append("`.\n");
        }
        return table.append('\n').append(rows(type.parameters())).append('\n').toString();
    }

    private static String rows(List<Parameter> parameters) {
        var rows = new StringBuilder("| parameter | default | |\n|---|---|---|\n");
        for (Parameter parameter : parameters) {
            rows.append("| `").append(parameter.name()).append('`');
            rows.append(parameter.setPoint() ? " (set point)" : "");
            rows.append(" | ").append(byDefault(parameter)).append(" | ");
            rows.append(parameter.doc()).append(' ').append(allowed(parameter)).append(" |\n");
        }
        return rows.toString();
    }

    private static String byDefault(Parameter parameter) {
        String text = parameter.defaultText();
        return parameter.byDefault() instanceof Parameter.Default.Value ? '`' + text + '`' : text;
    }

    private static String allowed(Parameter parameter) {
        String text = parameter.allowedText().replace(" such as 5, 5s, 250ms or 2m", "");
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + '.';
    }
}
