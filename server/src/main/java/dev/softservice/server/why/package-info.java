/** Why something is not released yet: every candidate of a distro, and all that it waits for. */
@org.jspecify.annotations.NullMarked
package dev.softservice.server.why;
