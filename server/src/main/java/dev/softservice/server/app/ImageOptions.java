package dev.softservice.server.app;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.image.Registry;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What becomes of the images of releases. */
final class ImageOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--pulled-images",
            paramLabel = "WHAT",
            defaultValue = "${env:SOFTSERVICE_PULLED_IMAGES:-keep}",
            description = "Whether releases keep images that came from a registry too, or leave them there."
                    + " $SOFTSERVICE_PULLED_IMAGES, default: keep")
    private String pulled = "keep";

    @Option(
            names = "--image-space",
            paramLabel = "SIZE",
            defaultValue = "${env:SOFTSERVICE_IMAGE_SPACE:-100G}",
            converter = ByteSize.class,
            description = "The most that the images of all releases may take; beyond it, older releases give theirs"
                    + " up. $SOFTSERVICE_IMAGE_SPACE, default: 100G")
    private long space;

    @Option(
            names = "--registry",
            paramLabel = "URL",
            defaultValue = "${env:SOFTSERVICE_REGISTRY:-}",
            description = "A registry of yours that the images of public releases are brought to, and that"
                    + " installations fetch them from, as https://HOST/PREFIX. $SOFTSERVICE_REGISTRY")
    private String registry = "";

    @Option(
            names = "--registry-login",
            paramLabel = "FILE",
            defaultValue = "${env:SOFTSERVICE_REGISTRY_LOGIN:-}",
            description = "A file with USER:PASSWORD for that registry, for nobody else to read."
                    + " $SOFTSERVICE_REGISTRY_LOGIN")
    private String login = "";

    ImageStore.Rules rules() {
        if (!pulled.equals("keep") && !pulled.equals("leave"))
            throw wrong("--pulled-images must be keep or leave, not " + pulled);
        if (registry.isBlank() && !login.isBlank())
            throw wrong("--registry-login is of no use without --registry: give both");
        try {
            return new ImageStore.Rules(
                    pulled.equals("keep"),
                    space,
                    DataOptions.given(registry)
                            .map(url ->
                                    Registry.at(url, DataOptions.given(login).map(Path::of))));
        } catch (Refusal refusal) {
            throw wrong(refusal.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
