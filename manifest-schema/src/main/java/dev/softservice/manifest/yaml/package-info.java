/** A document as a tree of nodes that know their place; own limits, no object construction, no recursion over input. */
@org.jspecify.annotations.NullMarked
package dev.softservice.manifest.yaml;
