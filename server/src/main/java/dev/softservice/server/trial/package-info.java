/** Changes are tried with the distros that use what they change, before they are merged. */
@org.jspecify.annotations.NullMarked
package dev.softservice.server.trial;
