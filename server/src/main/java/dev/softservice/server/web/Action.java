package dev.softservice.server.web;

/** Answers one request, on a virtual thread; says no with a {@link dev.softservice.server.Refusal}. To be shaped by the web package. */
public interface Action {}
