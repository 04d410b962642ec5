package dev.softservice.runner.engine;

/** The throwaway networks, containers and volumes of one run. To be shaped by the engine package: at most five methods. */
public interface Environment extends AutoCloseable {
    @Override
    void close();
}
