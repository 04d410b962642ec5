package dev.softservice.runner.docker.environment;

import dev.softservice.runner.docker.container.Containers;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.docker.network.NetworkNames;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.ImagePlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Tells whether an installation's container is what its plan says now. */
final class Fingerprint {
    static final String LABEL = "dev.softservice.plan";

    private Fingerprint() {}

    /** Everything that the container depends on: its plan without its place on this disk, its image, the files copied in, and where its names are given ahead those. */
    static String of(Link link, EnvironmentPlan plan, ContainerPlan container, String image)
            throws InterruptedException {
        var names = NetworkNames.places(link, plan, container);
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var text = new ContainerPlan(
                            container.name(),
                            container.engineName(),
                            new ImagePlan.Pulled(image),
                            container.process(),
                            new ContainerPlan.Files(
                                    container.files().volumes(),
                                    List.of(),
                                    container.files().tmpfs()),
                            container.confinement(),
                            container.connections(),
                            container.dependsOn(),
                            container.health(),
                            container.restart(),
                            container.labels())
                    .toString();
            digest.update((text + names).getBytes(StandardCharsets.UTF_8));
            for (var copy : container.files().copies()) digest.update(Containers.archive(List.of(copy)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (IOException e) {
            // Something is missing: it can't be the same as what is there; making it says why.
            return "unreadable";
        }
    }
}
