package dev.softservice.server.web;

/** Where the hub listens. {@code port}: 0 for any free one. */
public record ListenAddress(String bind, int port) {}
