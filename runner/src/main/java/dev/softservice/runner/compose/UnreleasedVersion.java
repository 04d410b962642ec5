package dev.softservice.runner.compose;

import dev.softservice.manifest.composition.ReleaseSource.Available;

/**
 * A version of a distro that is to be tried with what uses it: one that is not released, or an older one.
 *
 * @param distro  owner/name or a Git URL
 * @param release as what it would be released; its tag says what it is
 * @param alone   as if there were no other release of the distro
 */
public record UnreleasedVersion(String distro, Available release, boolean alone) {
    /** One among its releases. */
    public UnreleasedVersion(String distro, Available release) {
        this(distro, release, false);
    }
}
