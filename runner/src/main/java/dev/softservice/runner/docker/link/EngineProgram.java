package dev.softservice.runner.docker.link;

import com.github.dockerjava.api.model.Version;

/**
 * The program that answers Docker's calls, and how it differs from Docker. Nothing else asks for the program's name.
 */
public enum EngineProgram {
    DOCKER("Docker"),
    PODMAN("Podman");

    private final String title;

    EngineProgram(String title) {
        this.title = title;
    }

    static EngineProgram of(Version version) {
        boolean podman = version.getComponents() != null
                && version.getComponents().stream()
                        .anyMatch(part -> String.valueOf(part.getName()).startsWith(PODMAN.title));
        return podman ? PODMAN : DOCKER;
    }

    /** The name that people know it by. */
    String title() {
        return title;
    }

    /** Whether it reads links on its networks as names. Without them containers get addresses ahead, and names in their hosts files. */
    public boolean readsLinksAsNames() {
        return this == DOCKER;
    }

    /** Whether members of a network can be told another gateway than the network's own. */
    public boolean takesAnotherGateway() {
        return this == DOCKER;
    }

    /** Whether its archive calls keep the owners of files, also for containers that do not run. */
    public boolean keepsOwnersInArchives() {
        return this == DOCKER;
    }

    /** Whether the digests that it tells of an image are a registry's. Else it makes up some of its own, which nobody else could ask for. */
    public boolean tellsDigestsOfRegistries() {
        return this == DOCKER;
    }

    /** Whether it takes a list of system calls as text. Else it takes the name of a file on its machine. */
    public boolean takesProfilesAsText() {
        return this == DOCKER;
    }

    /** Whether, without root, each step of a build has a network of its own, which is the user's and not the machine's. */
    boolean buildsOnItsOwnNetworkWithoutRoot() {
        return this == PODMAN;
    }

    /** Whether what it tells about itself says which limits it can hold. Else that has to be asked of its own interface. */
    boolean tellsItsLimits() {
        return this == DOCKER;
    }
}
