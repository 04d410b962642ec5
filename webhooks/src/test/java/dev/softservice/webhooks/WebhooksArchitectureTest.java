package dev.softservice.webhooks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.softservice", importOptions = ImportOption.DoNotIncludeTests.class)
class WebhooksArchitectureTest {
    @ArchTest
    static final ArchRule KNOWS_NEITHER_RUNNER_NOR_SERVER = noClasses()
            .that()
            .resideInAPackage("dev.softservice.webhooks..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.softservice.runner..", "dev.softservice.server..", "dev.softservice.manifest..");

    @ArchTest
    static final ArchRule SPEAKS_HTTP_IN_ONE_PLACE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.softservice.webhooks.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.hc..", "java.net.http..", "javax.net..");

    @ArchTest
    static final ArchRule OPENS_NO_UNGUARDED_CONNECTION = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.Socket")
            .orShould()
            .callMethod(java.net.URL.class, "openConnection");

    @ArchTest
    static final ArchRule HAS_NO_CYCLES =
            slices().matching("dev.softservice.webhooks.(*)").should().beFreeOfCycles();
}
