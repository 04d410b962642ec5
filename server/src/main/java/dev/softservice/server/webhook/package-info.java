/**
 * Tells other programs what happens in a repository: signed HTTP requests by the Standard Webhooks specification, tried again until they are
 * taken. What is to be told is read from the rows of pull requests, runs and releases, so a crash loses nothing.
 */
@org.jspecify.annotations.NullMarked
package dev.softservice.server.webhook;
