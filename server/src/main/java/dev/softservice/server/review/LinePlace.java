package dev.softservice.server.review;

/**
 * A line of a version's difference.
 *
 * @param line from 1
 */
public record LinePlace(int version, String path, Side side, int line) {}
