/** Improvements travel: what is released is carried to the distros that use it. */
@org.jspecify.annotations.NullMarked
package dev.softservice.server.carry;
