package dev.softservice.runner.docker;

import dev.softservice.runner.engine.EngineSetup;
import java.io.IOException;

/** Brings the base image, as this machine's engine has it, to an engine of a test's own, which reaches no registry. */
final class BaseImages {
    private BaseImages() {}

    static void into(String host) throws IOException, InterruptedException {
        int colon = EngineSetup.BASE_IMAGE.indexOf(':');
        var name = EngineSetup.BASE_IMAGE.substring(0, colon);
        var tag = EngineSetup.BASE_IMAGE.substring(colon + 1);
        try (var here = DockerEngine.connect();
                var there = DockerEngine.at(host)) {
            try (var image =
                    here.link().client().saveImageCmd(EngineSetup.BASE_IMAGE).exec()) {
                there.link().client().loadImageCmd(image).exec();
            }
            var client = there.link().client();
            // Podman takes a name without a registry's for one of its own.
            var loaded = there.product().startsWith("Podman")
                    ? "localhost/" + EngineSetup.BASE_IMAGE
                    : EngineSetup.BASE_IMAGE;
            client.tagImageCmd(loaded, "docker.io/library/" + name, tag).exec();
            client.tagImageCmd(loaded, "softservice/base", "bookworm").exec();
        }
    }
}
