/** Reads services by the Compose Specification, those of Compose files and those that stand in a manifest. */
@org.jspecify.annotations.NullMarked
package dev.softservice.manifest.compose;
