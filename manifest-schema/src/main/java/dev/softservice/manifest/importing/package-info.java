/** Makes a manifest from what a folder holds: Compose files are read, repaired and written anew. */
@org.jspecify.annotations.NullMarked
package dev.softservice.manifest.importing;
