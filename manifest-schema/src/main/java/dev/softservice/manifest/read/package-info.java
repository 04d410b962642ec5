/** Reads a whole {@code softservice.yaml}. */
@org.jspecify.annotations.NullMarked
package dev.softservice.manifest.read;
