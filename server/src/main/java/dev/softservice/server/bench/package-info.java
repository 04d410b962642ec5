/** What a hub adds to the time of a run: takes part in {@code softservice bench}. */
@org.jspecify.annotations.NullMarked
package dev.softservice.server.bench;
