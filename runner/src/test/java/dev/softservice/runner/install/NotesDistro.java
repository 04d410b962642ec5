package dev.softservice.runner.install;

import java.util.Map;

/** The distro that these tests release: a note-taking service with one volume. */
final class NotesDistro {
    private NotesDistro() {}

    static Map<String, String> files(String version, String more) {
        return Map.of("softservice.yaml", """
            softservice: v1
            name: notes
            title: Notes
            summary: Notes that stay.
            version: "%s"
            license: Apache-2.0
            parameters:
              port: {type: port, default: 18080, description: Where it is published}
              key: {type: secret, description: Seals the notes}
            services:
              web:
                image: debian:bookworm-slim
                command: [sleep, infinity]
                environment: {RELEASE: "%s", KEY: "${parameters.key}"}
                volumes: [data:/data]
            volumes: {data: {}}
            provides:
              http: {service: web, port: 80, publish: "${parameters.port}"}
              outputs: {url: "http://${host}:${port}/"}
            tests:
              - {name: answers, tcp: {host: web, port: 80}}
            %s
            """.formatted(version, version, more));
    }

    static Map<String, String> files(String version) {
        return files(version, "");
    }
}
