package dev.softservice.server.run;

import dev.softservice.server.core.RunId;

/** A test that failed and then passed again in {@code times} of the last runs; {@code newest} is the last such run. */
public record Flaky(String suite, String name, int times, RunId newest) {}
