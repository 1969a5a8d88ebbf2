package io.spillway;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The rules that keep decisions pure, adapters thin and the direction of imports as designed. */
class ArchitectureTest {

    private static final String ROOT = "io.spillway";

    private static JavaClasses product;

    @BeforeAll
    static void importClasses() {
        product =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .withImportOption(ArchitectureTest::isNoTest)
                        .importPackages(ROOT);
    }

    /** Package to the packages of ours it may import, sub-packages included on both sides. */
    private static Map<String, List<String>> allowedImports() {
        var allowed = new LinkedHashMap<String, List<String>>();
        allowed.put("time", List.of());
        allowed.put("fleet", List.of("time"));
        allowed.put("trace", List.of("time"));
        allowed.put("arrival", List.of("time", "trace"));
        allowed.put("prompt", List.of("time", "trace"));
        allowed.put("balance", List.of("fleet", "time"));
        allowed.put("policy", List.of("fleet", "time"));
        allowed.put("control", List.of("fleet", "policy", "balance", "time"));
        allowed.put("load", List.of("arrival", "prompt", "balance", "record", "fleet", "time"));
        allowed.put("metrics", List.of("fleet", "time"));
        allowed.put("actuate", List.of("fleet", "time"));
        allowed.put("sim", List.of("fleet", "load", "prompt", "time"));
        allowed.put("record", List.of("fleet", "time"));
        allowed.put("analysis", List.of("record", "fleet", "time"));
        allowed.put("study", List.of("analysis", "record", "config", "policy", "fleet", "time"));
        allowed.put("report", List.of("analysis", "record", "study", "fleet"));
        allowed.put("storage", List.of());
        allowed.put("dashboard", List.of("record", "control", "fleet", "time"));
        return allowed;
    }

    private static Stream<Arguments> packages() {
        return allowedImports().entrySet().stream()
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest
    @MethodSource("packages")
    void importsOnlyWhatTheDesignAllows(String name, List<String> allowed) {
        String[] forbidden =
                Stream.concat(
                                allowedImports().keySet().stream(),
                                Stream.of("config", "wiring", "cli"))
                        .filter(other -> !other.equals(name) && !allowed.contains(other))
                        .map(other -> ROOT + "." + other + "..")
                        .toArray(String[]::new);
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + "." + name + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(forbidden));
    }

    @Test
    void theCoreImportsOnlyValuesAndSamplers() {
        check(
                classes()
                        .that(describe("are of the pure core", ArchitectureTest::isPure))
                        .should()
                        .onlyDependOnClassesThat(
                                resideInAnyPackage(
                                                "java.lang..",
                                                "java.util..",
                                                "java.time..",
                                                "java.math..",
                                                "java.net",
                                                "java.text..",
                                                "java.io..",
                                                "java.nio.charset..",
                                                "org.jspecify..",
                                                "org.apache.commons.rng..",
                                                "org.apache.commons.statistics..",
                                                ROOT + "..")
                                        .or(
                                                describe(
                                                        "name files without opening them",
                                                        type ->
                                                                type.isEquivalentTo(
                                                                        java.nio.file.Path.class)))
                                        .or(
                                                describe(
                                                        "are arrays or primitives",
                                                        type ->
                                                                type.isArray()
                                                                        || type.isPrimitive()))));
    }

    /** Tests are wherever this class is, whatever built them. */
    private static boolean isNoTest(Location location) {
        String own = String.valueOf(ArchitectureTest.class.getResource("ArchitectureTest.class"));
        return !location.asURI()
                .toString()
                .startsWith(own.substring(0, own.indexOf("io/spillway/")));
    }

    private static boolean isPure(com.tngtech.archunit.core.domain.JavaClass type) {
        String name = type.getPackageName();
        boolean whole =
                Stream.of("fleet", "trace", "arrival", "balance", "policy")
                        .anyMatch(
                                root ->
                                        name.equals(ROOT + "." + root)
                                                || name.startsWith(ROOT + "." + root + "."));
        return whole && !name.startsWith(ROOT + ".policy.external")
                || name.equals(ROOT + ".prompt")
                || name.equals(ROOT + ".sim")
                || type.getName().startsWith(ROOT + ".metrics.Exposition");
    }

    @Test
    void nobodyReadsTheAmbientClockOrSleeps() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(ROOT + ".time..", ROOT + ".wiring..")
                        .should()
                        .accessTargetWhere(
                                target(
                                        "the ambient clock, or a sleep",
                                        access -> {
                                            String owner = access.getTargetOwner().getName();
                                            String name = access.getTarget().getName();
                                            return owner.equals("java.lang.System")
                                                            && Set.of(
                                                                            "nanoTime",
                                                                            "currentTimeMillis")
                                                                    .contains(name)
                                                    || owner.startsWith("java.time.")
                                                            && name.equals("now")
                                                    || owner.equals("java.lang.Thread")
                                                            && name.equals("sleep")
                                                    || owner.equals(
                                                                    "java.util.concurrent.locks.LockSupport")
                                                            && name.startsWith("park");
                                        })));
    }

    @Test
    void allRandomnessIsSeeded() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(ROOT + ".time..", ROOT + ".wiring..")
                        .should()
                        .accessTargetWhere(
                                target(
                                        "unseeded randomness",
                                        access -> {
                                            String owner = access.getTargetOwner().getName();
                                            String name = access.getTarget().getName();
                                            boolean unseeded =
                                                    access.getTarget()
                                                            .getFullName()
                                                            .endsWith(".<init>()");
                                            return owner.equals("java.lang.Math")
                                                            && name.equals("random")
                                                    || owner.equals(
                                                            "java.util.concurrent.ThreadLocalRandom")
                                                    || owner.equals("java.util.UUID")
                                                            && name.equals("randomUUID")
                                                    || Set.of(
                                                                            "java.util.Random",
                                                                            "java.util.SplittableRandom",
                                                                            "java.security.SecureRandom")
                                                                    .contains(owner)
                                                            && unseeded;
                                        })));
    }

    @Test
    void firstLevelPackagesHaveNoCycles() {
        check(slices().matching(ROOT + ".(*)..").should().beFreeOfCycles());
    }

    @Test
    void onlyTheCommandLineAndMainKnowTheWiring() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(ROOT, ROOT + ".cli..", ROOT + ".wiring..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(ROOT + ".wiring..", ROOT + ".cli.."));
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".wiring..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(ROOT + ".cli.."));
    }

    /** Library to the only packages that may use it. */
    private static Stream<Arguments> libraries() {
        return Stream.of(
                library("io.netty..", "load.http..", "sim.http..", "dashboard..", "metrics.."),
                library("io.fabric8..", "actuate.kubernetes..", "actuate.observe.."),
                library("com.marcnuri..", "actuate.helm.."),
                library("picocli..", "cli.."),
                library("software.amazon..", "storage.."),
                library("ai.djl..", "prompt.tokenizer.."),
                library("org.HdrHistogram..", "record..", "analysis..", "report.."),
                library("io.prometheus..", "sim.http..", "dashboard..", "metrics.."));
    }

    private static Arguments library(String library, String... packages) {
        return Arguments.of(library, Stream.of(packages).map(name -> ROOT + "." + name).toList());
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void librariesStayWhereTheyBelong(String library, List<String> packages) {
        String[] allowed =
                Stream.concat(packages.stream(), mainFor(library)).toArray(String[]::new);
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(allowed)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(library));
    }

    /** Main itself starts picocli. */
    private static Stream<String> mainFor(String library) {
        return library.equals("picocli..") ? Stream.of(ROOT) : Stream.empty();
    }

    @Test
    void onlyMainExitsTheProcess() {
        check(
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName(ROOT + ".Main")
                        .should()
                        .accessTargetWhere(
                                target(
                                        "System.exit",
                                        access ->
                                                access.getTargetOwner()
                                                                .getName()
                                                                .equals("java.lang.System")
                                                        && access.getTarget()
                                                                .getName()
                                                                .equals("exit"))));
    }

    @Test
    void onlyTheCommandLineAndTheConsoleReportPrint() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(ROOT, ROOT + ".cli..", ROOT + ".report..")
                        .should()
                        .accessTargetWhere(
                                target(
                                        "System.out or System.err",
                                        access ->
                                                access.getTargetOwner()
                                                                .getName()
                                                                .equals("java.lang.System")
                                                        && Set.of("out", "err")
                                                                .contains(
                                                                        access.getTarget()
                                                                                .getName()))));
    }

    private static DescribedPredicate<JavaAccess<?>> target(
            String what, java.util.function.Predicate<JavaAccess<?>> predicate) {
        return describe(what, predicate);
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(product);
    }
}
