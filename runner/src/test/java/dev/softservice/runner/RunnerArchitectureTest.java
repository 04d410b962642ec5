package dev.softservice.runner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.softservice.runner.docker.DockerArchitecture;

@AnalyzeClasses(packages = "dev.softservice", importOptions = ImportOption.DoNotIncludeTests.class)
class RunnerArchitectureTest {
    @ArchTest
    static final ArchTests theDockerPackages = ArchTests.in(DockerArchitecture.class);

    @ArchTest
    static final ArchRule theRunnerKnowsNeitherForgesNorTheHub = noClasses()
            .that()
            .resideInAPackage("dev.softservice.runner..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.softservice.webhooks..", "dev.softservice.server..");

    @ArchTest
    static final ArchRule packagesFormNoCircle =
            slices().matching("dev.softservice.runner.(*)..").should().beFreeOfCycles();

    /** The launcher's build leaves it out, with the libraries that it is for. */
    @ArchTest
    static final ArchRule theProgramDoesWithoutThePackageForTestsOfOthers = noClasses()
            .that()
            .resideOutsideOfPackage("dev.softservice.runner.junit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.softservice.runner.junit..", "org.junit..", "org.testcontainers..");

    @ArchTest
    static final ArchRule planningIsPure = classes()
            .that()
            .resideInAPackage("dev.softservice.runner.plan..")
            .should()
            .onlyDependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                    "are values",
                    type -> type.getPackageName().startsWith("java.util")
                            || type.getPackageName().equals("java.lang")
                            || type.getPackageName().startsWith("java.lang.")
                            || type.getPackageName().equals("java.time")
                            || type.getFullName().equals("java.nio.file.Path")
                            || type.getPackageName().equals("java.nio.charset")
                            || type.isPrimitive()
                            || type.isArray()
                            || type.getPackageName().startsWith("dev.softservice.manifest")
                            || type.getPackageName().startsWith("dev.softservice.runner.plan")
                            || type.getFullName()
                                    .matches("dev\\.softservice\\.runner\\.model\\.(Limits|KeptImage|Digest)")
                            || type.getPackageName().startsWith("org.jspecify")));

    @ArchTest
    static final ArchRule planningHasNoClockAndNoChance = noClasses()
            .that()
            .resideInAPackage("dev.softservice.runner.plan..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.time\\.(Clock|Instant)|java\\.util\\.(Random|UUID).*|java\\.util\\.concurrent.*");

    @ArchTest
    static final ArchRule onlyTheDockerPackageAndTheBenchmarksScriptKnowTheDockerClient = noClasses()
            .that()
            .resideOutsideOfPackage("dev.softservice.runner.docker..")
            .and()
            .doNotHaveFullyQualifiedName("dev.softservice.runner.bench.ScriptContender")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.github.dockerjava..");

    @ArchTest
    static final ArchRule stepsKnowTheSeamOnly = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.softservice.runner.climb..",
                    "dev.softservice.runner.acceptance..",
                    "dev.softservice.runner.plan..",
                    "dev.softservice.runner.report..",
                    "dev.softservice.runner.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.softservice.runner.docker..");
}
