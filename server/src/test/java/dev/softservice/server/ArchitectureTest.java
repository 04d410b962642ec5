package dev.softservice.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may know whom, and how long a file may be. */
@AnalyzeClasses(
        packages = "dev.softservice",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.WithoutTestsOfOthers.class})
class ArchitectureTest {
    private static final int LONGEST_FILE = 500;

    @ArchTest
    static final ArchTests THE_PACKAGES_OF_THE_SERVER = ArchTests.in(PackagesArchitecture.class);

    /** The runner's tests are in an archive of their own, which a whole build has on its path. */
    static final class WithoutTestsOfOthers implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String PROJECT = "dev.softservice.";
    private static final String SERVER = "dev.softservice.server..";
    private static final String RUNNER = "dev.softservice.runner..";
    private static final String WEBHOOKS = "dev.softservice.webhooks..";
    private static final String MANIFEST = "dev.softservice.manifest..";

    @ArchTest
    static final ArchRule NOTHING_DEPENDS_ON_THE_SERVER = noClasses()
            .that()
            .resideInAnyPackage(RUNNER, WEBHOOKS, MANIFEST)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(SERVER);

    @ArchTest
    static final ArchRule HOW_A_MANIFEST_IS_READ_IS_ITS_MODULES_OWN = noClasses()
            .that()
            .resideInAnyPackage(RUNNER, WEBHOOKS, SERVER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.softservice.manifest.fields..",
                    "dev.softservice.manifest.compose..",
                    "dev.softservice.manifest.yaml..");

    @ArchTest
    static final ArchRule THE_RUNNER_DOES_NOT_KNOW_THE_FORGES = noClasses()
            .that()
            .resideInAnyPackage(RUNNER, MANIFEST)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(WEBHOOKS);

    @ArchTest
    static final ArchRule THE_FORGES_DO_NOT_KNOW_THE_RUNNER = noClasses()
            .that()
            .resideInAnyPackage(WEBHOOKS, MANIFEST)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(RUNNER);

    /** Each package is a part of its own, those with packages below them as well. */
    @ArchTest
    static final ArchRule NO_PACKAGE_OF_ANY_MODULE_IS_IN_A_CIRCLE =
            slices().assignedFrom(new OurPackages()).should().beFreeOfCycles();

    private static final class OurPackages implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            var name = type.getPackageName();
            return name.startsWith(PROJECT) ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages of all modules";
        }
    }

    @ArchTest
    static final ArchRule THE_DATABASE_KNOWS_NO_FEATURE = noClasses()
            .that()
            .resideInAPackage("dev.softservice.server.db..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(features("db"));

    @ArchTest
    static final ArchRule ACCOUNTS_STAND_ON_THE_DATABASE = noClasses()
            .that()
            .resideInAPackage("dev.softservice.server.account..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(features("account", "db"));

    @ArchTest
    static final ArchRule RUNS_DO_NOT_KNOW_WHAT_FOLLOWS_FROM_THEM = noClasses()
            .that()
            .resideInAPackage("dev.softservice.server.run..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(features("run", "db", "account", "repo", "git"));

    @ArchTest
    static final ArchRule RELEASES_DO_NOT_KNOW_PULL_REQUESTS = noClasses()
            .that()
            .resideInAPackage("dev.softservice.server.release..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(features("release", "run", "catalog", "db", "account", "repo", "git"));

    @ArchTest
    static final ArchRule PULL_REQUESTS_DO_NOT_KNOW_HOW_THEY_ARE_SHOWN = noClasses()
            .that()
            .resideInAPackage("dev.softservice.server.pull..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.softservice.server.web..",
                    "dev.softservice.server.forge..",
                    "dev.softservice.server.app..",
                    "dev.softservice.server.demo..");

    @ArchTest
    static final ArchRule ONLY_THE_WEB_SIDE_AND_GIT_SPEAK_HTTP = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.softservice.server.db..",
                    "dev.softservice.server.account..",
                    "dev.softservice.server.repo..",
                    "dev.softservice.server.pull..",
                    "dev.softservice.server.run..",
                    "dev.softservice.server.release..",
                    "dev.softservice.server.catalog..",
                    RUNNER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..");

    /** Every package of a feature but the {@code known} ones. */
    private static String[] features(String... known) {
        return List.of(
                        "db", "account", "repo", "git", "run", "release", "catalog", "pull", "forge", "web", "app",
                        "demo")
                .stream()
                .filter(feature -> !List.of(known).contains(feature))
                .map(feature -> "dev.softservice.server." + feature + "..")
                .toArray(String[]::new);
    }

    @Test
    void noFileOfOursIsLongerThanItMayBe() {
        var root = Path.of("").toAbsolutePath().getParent();
        var all = List.of("manifest-schema", "runner", "webhooks", "server").stream()
                .map(module -> root.resolve(module).resolve("src"))
                .flatMap(ArchitectureTest::sources)
                .toList();
        assertThat(all).as("sources were found").hasSizeGreaterThan(100);
        assertThat(all)
                .allSatisfy(file -> assertThat(Files.readAllLines(file))
                        .as(file.toString())
                        .hasSizeLessThanOrEqualTo(LONGEST_FILE));
    }

    private static java.util.stream.Stream<Path> sources(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
