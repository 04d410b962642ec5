package dev.softservice.runner.model;

public enum StepState {
    RUNNING,
    PASSED,
    FAILED,
    ERRORED,
    CANCELLED
}
