package dev.softservice.runner.plan;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a container's image comes from. Equal plans give the same image. */
public sealed interface ImagePlan {
    /** By reference: {@code name:tag} or {@code name@sha256:…}. */
    record Pulled(String reference) implements ImagePlan {}

    /**
     * Built from a folder of a distro.
     *
     * @param root       the distro's folder; nothing outside it is ever read
     * @param context    relative to {@code root}
     * @param dockerfile relative to {@code root}
     */
    record Built(Path root, String context, String dockerfile, Map<String, String> args, Optional<String> target) implements ImagePlan {}
}
