package dev.softservice.runner.plan;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a container's image comes from. Equal plans give the same image. */
public sealed interface ImagePlan {
    /** By reference: {@code name:tag} or {@code name@sha256:…}. */
    record Pulled(String reference) implements ImagePlan {
        private static final String DIGEST = "@sha256:";

        /** The same image by {@code digest} ({@code name@sha256:…}), whatever its tag says now; itself where it has a digest already or that is another repository's. */
        public Pulled at(String digest) {
            if (reference.contains("@") || !isOf(digest)) return this;
            return new Pulled(untagged(reference) + digest.substring(digest.indexOf(DIGEST)));
        }

        /** Whether {@code digest} names this repository. */
        public boolean isOf(String digest) {
            int at = digest.indexOf(DIGEST);
            return at > 0 && familiar(digest.substring(0, at)).equals(familiar(untagged(reference)));
        }

        /** As an engine shortens it: Docker Hub's own names need neither host nor library. */
        private static String familiar(String name) {
            return name.replaceFirst("^(index\\.)?docker\\.io/", "").replaceFirst("^library/", "");
        }

        /** A colon before the last slash is a registry's port. */
        private static String untagged(String reference) {
            var name = reference.contains("@") ? reference.substring(0, reference.indexOf('@')) : reference;
            int colon = name.lastIndexOf(':');
            return colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
        }
    }

    /**
     * Built from a folder of a distro.
     *
     * @param root       the distro's folder; nothing outside it is ever read
     * @param context    relative to {@code root}
     * @param dockerfile relative to {@code root}
     */
    record Built(Path root, String context, String dockerfile, Map<String, String> args, Optional<String> target) implements ImagePlan {}
}
