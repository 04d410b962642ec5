/** When a distro turns red though nobody changed it: which part's release did that. */
@org.jspecify.annotations.NullMarked
package dev.softservice.server.culprit;
