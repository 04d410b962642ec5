/** A distro as values: what reading a manifest gives, the problems that it has, and the rungs of the verification ladder. Knows nothing of files and YAML. */
@org.jspecify.annotations.NullMarked
package dev.softservice.manifest.model;
