package dev.softservice.runner.plan;

import dev.softservice.runner.model.KeptImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Where a container's image comes from. Equal plans give the same image. */
public sealed interface ImagePlan {
    /** By reference: {@code name:tag} or {@code name@sha256:…}. */
    record Pulled(String reference) implements ImagePlan {
        private static final String DIGEST = "@sha256:";
        private static final Pattern REGISTRYS = Pattern.compile("[^\\s@]+@sha256:[0-9a-f]{64}");

        /** The same image by {@code digest} ({@code name@sha256:…}), whatever its tag says now; itself where it has a digest already or that is another repository's. */
        public Pulled at(String digest) {
            if (reference.contains("@") || !isOf(digest)) return this;
            return new Pulled(untagged(reference) + digest.substring(digest.indexOf(DIGEST)));
        }

        /** Whether {@code digest} names this repository. */
        public boolean isOf(String digest) {
            if (!REGISTRYS.matcher(digest).matches()) return false;
            int at = digest.indexOf(DIGEST);
            return familiar(digest.substring(0, at)).equals(familiar(untagged(reference)));
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

    /** Exactly the image that a release was tested with. It is neither built nor pulled here: the caller brings it to the engine before. */
    record Exact(KeptImage image) implements ImagePlan {
        /** How engines call it besides, so that tidying up unnamed images leaves it alone. */
        public String name() {
            return "softservice/release:" + image.id().brief();
        }

        /** What engines may know it by. */
        public List<String> ids() {
            return List.of(image.id().text(), image.manifest().text());
        }
    }

    /**
     * Built from a folder of a distro.
     *
     * @param root       the distro's folder; nothing outside it is ever read
     * @param context    relative to {@code root}
     * @param dockerfile relative to {@code root}
     * @param bases      by what to replace an image that the Dockerfile names; the others are what their names say
     */
    record Built(
            Path root,
            String context,
            String dockerfile,
            Map<String, String> args,
            Optional<String> target,
            Map<String, Pulled> bases)
            implements ImagePlan {
        public Built(Path root, String context, String dockerfile, Map<String, String> args, Optional<String> target) {
            this(root, context, dockerfile, args, target, Map.of());
        }

        /** The same on exactly these, as a run has recorded them by the names in its Dockerfile; an id without a registry's name says nothing to another engine. */
        public Built on(Map<String, String> recorded) {
            var exact = new TreeMap<String, Pulled>();
            recorded.forEach((name, digest) -> Optional.of(new Pulled(name).at(digest))
                    .filter(at -> !at.reference().equals(name))
                    .ifPresent(at -> exact.put(name, at)));
            return new Built(root, context, dockerfile, args, target, exact);
        }
    }
}
