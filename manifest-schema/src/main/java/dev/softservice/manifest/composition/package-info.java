/** A distro of distros: which release of each used distro a manifest resolves to. No I/O but through {@link dev.softservice.manifest.composition.ReleaseSource}. */
@org.jspecify.annotations.NullMarked
package dev.softservice.manifest.composition;
