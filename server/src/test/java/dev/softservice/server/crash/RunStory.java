package dev.softservice.server.crash;

import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.server.run.EngineVerifier;
import dev.softservice.server.scenario.Hub;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** The program that is killed in the middle of a run on a real engine, with an image of its own to build, a volume and a test. */
public final class RunStory {
    static final int LEVEL = 7;

    private RunStory() {}

    static Map<String, String> distro(String unique) {
        return Map.of(
                "Dockerfile",
                "FROM debian:bookworm-slim\nRUN echo " + unique + "; sleep 0.3\nSTOPSIGNAL SIGKILL\n",
                "softservice.yaml",
                """
                softservice: v1
                name: wiki
                title: Team wiki
                summary: A wiki for a team
                version: "1.0"
                services:
                  web: {build: ., command: [sleep, infinity], volumes: ["data:/data"], restart: always, stop_grace_period: 1s}
                volumes: {data: {}}
                tests:
                  - {name: it is there, exec: {service: web, command: [test, -e, /]}}
                data:
                  seed:  {service: web, command: [touch, /data/seeded]}
                  check: {service: web, command: [test, -e, /data/seeded]}
                """);
    }

    public static void main(String[] arguments) {
        try (var engine = DockerEngine.connect();
                var hub = Hub.open(
                        Path.of(arguments[0]), LEVEL, place -> EngineVerifier.of(engine, Clock.systemUTC(), place))) {
            hub.push(
                    hub.repository("wiki"),
                    "main",
                    "first",
                    distro(Path.of(arguments[0]).getFileName().toString()));
            System.out.println("pushed");
            hub.settle();
        }
        System.out.println("done");
    }
}
