package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Narrator;
import java.util.function.Consumer;

/** What a deeper rung works with; {@code tally} is its own, {@code notes} gets what a maintainer should see and does not fail it. */
public record Kit(Stage stage, Again again, Narrator narrator, Tally tally, Consumer<String> notes) {}
