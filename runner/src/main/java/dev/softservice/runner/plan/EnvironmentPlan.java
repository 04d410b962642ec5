package dev.softservice.runner.plan;

/** Everything an engine needs to bring an environment up, computed without I/O. To be shaped by the plan package. */
public record EnvironmentPlan(String run, String hub) {}
