package dev.softservice.runner.docker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.softservice.runner.docker.link.EngineProgram;

/** What the packages of the Docker engine may know of each other. {@code RunnerArchitectureTest} checks it with the classes that it has read. */
public final class DockerArchitecture {
    private static final String ROOT = "dev.softservice.runner.docker";

    private DockerArchitecture() {}

    @ArchTest
    static final ArchRule noPackageIsInACircle =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theEngineIsTheRoofAndNoPartKnowsIt = noClasses()
            .that()
            .resideInAPackage(ROOT + ".*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT);

    @ArchTest
    static final ArchRule preparedNetworksCanBeTakenOutAtOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".warm")
            .and()
            .doNotHaveFullyQualifiedName(DockerEngine.class.getName())
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".warm");

    @ArchTest
    static final ArchRule engineProgramsAreToldApartInOnePlace = noClasses()
            .that()
            .areNotAssignableTo(EngineProgram.class)
            .should()
            .accessField(EngineProgram.class, "DOCKER")
            .orShould()
            .accessField(EngineProgram.class, "PODMAN");
}
