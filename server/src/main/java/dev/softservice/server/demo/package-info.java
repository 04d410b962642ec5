/**
 * {@code softservice demo}: the main story, played for real. It is a client like any other: stock git, the REST API and the end user's own
 * commands; only the hub is started in this process, so that nothing outlives it.
 */
@org.jspecify.annotations.NullMarked
package dev.softservice.server.demo;
