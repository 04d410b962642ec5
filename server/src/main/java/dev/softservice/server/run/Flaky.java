package dev.softservice.server.run;

/** A test that failed and then passed again, in {@code times} of the last runs; {@code newest} is the last such run. */
public record Flaky(String suite, String name, int times, long newest) {}
