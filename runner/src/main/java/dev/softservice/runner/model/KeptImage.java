package dev.softservice.runner.model;

import java.util.Optional;

/**
 * The very image that a release was tested with, as its hub keeps it.
 *
 * @param id           the digest of its configuration, which most engines know it by
 * @param manifest     the digest of its manifest in the form that hubs keep images in; engines with containerd's image store know it by this
 * @param architecture the kind of processor that it is for; empty: its configuration does not say
 * @param size         bytes of its manifest, its configuration and all its layers
 * @param place        the registry that has it as well; empty: only its hub has it
 */
public record KeptImage(
        Digest id, Digest manifest, Optional<Architecture> architecture, long size, Optional<ImagePlace> place) {
    public KeptImage {
        if (size < 1) throw new IllegalArgumentException("size " + size + ": at least 1");
    }

    /** One that only its hub has. */
    public KeptImage(Digest id, Digest manifest, Optional<Architecture> architecture, long size) {
        this(id, manifest, architecture, size, Optional.empty());
    }

    /** The same image, which is there too; empty: which only its hub has. */
    public KeptImage at(Optional<ImagePlace> other) {
        return new KeptImage(id, manifest, architecture, size, other);
    }
}
