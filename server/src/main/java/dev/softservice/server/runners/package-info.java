/** Machines that verify runs for this hub: who they are, which run each has, and what they tell. */
@org.jspecify.annotations.NullMarked
package dev.softservice.server.runners;
