package dev.softservice.runner;

public enum StepState {
    RUNNING,
    PASSED,
    FAILED,
    ERRORED,
    CANCELLED
}
