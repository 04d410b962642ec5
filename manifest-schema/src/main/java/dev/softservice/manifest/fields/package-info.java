/** Reads keys and single values of a YAML document with their places: types, ranges, references, "did you mean". */
@org.jspecify.annotations.NullMarked
package dev.softservice.manifest.fields;
