package dev.softservice.server.review;

/**
 * A line in the difference of one version.
 *
 * @param line from 1
 */
public record LinePlace(int version, String path, Side side, int line) {}
