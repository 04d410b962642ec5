package dev.softservice.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package of this module may know which. */
@AnalyzeClasses(packages = ManifestArchitectureTest.ROOT, importOptions = ImportOption.DoNotIncludeTests.class)
class ManifestArchitectureTest {
    static final String ROOT = "dev.softservice.manifest";

    @ArchTest
    static final ArchRule NO_PACKAGE_IS_IN_A_CIRCLE = PackageCircles.noneBelow(ROOT);

    @ArchTest
    static final ArchRule THE_MODEL_KNOWS_NOBODY = classes()
            .that()
            .resideInAPackage(ROOT + ".model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(ROOT + ".model..", "java..", "org.jspecify..");

    @ArchTest
    static void everyClassIsLookedAt(JavaClasses classes) {
        assertThat(classes.size()).isGreaterThan(60);
    }
}
