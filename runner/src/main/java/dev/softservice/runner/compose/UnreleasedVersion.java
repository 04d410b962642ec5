package dev.softservice.runner.compose;

import dev.softservice.manifest.composition.ReleaseSource.Available;

/**
 * A version of a distro that is not released, to be tried with what uses it.
 *
 * @param distro  owner/name or a Git URL
 * @param release as what it would be released; its tag says what it is
 */
public record UnreleasedVersion(String distro, Available release) {}
