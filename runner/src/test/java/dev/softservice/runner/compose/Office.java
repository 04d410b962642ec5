package dev.softservice.runner.compose;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.read.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** An office made of a wiki with its database and of a proxy before it, as folders of a test. */
final class Office {
    private static final String HEAD = """
        softservice: v1
        name: %s
        title: Sample
        summary: Made by a test.
        version: "%s"
        """;
    static final String DATABASE = HEAD.formatted("postgresql", "15.0") + """
        parameters: {password: {type: secret}}
        services: {db: {image: "postgres:15", environment: {PASSWORD: "${parameters.password}"}, expose: [5432], volumes: [data:/data]}}
        volumes: {data: {}}
        provides: {sql: {service: db, port: 5432}, outputs: {dsn: "postgres://${host}:${port}/app"}}
        tests: [{name: it answers, tcp: {host: db, port: 5432}}]
        """;
    static final String WIKI = HEAD.formatted("wiki", "2.3") + """
        uses: {database: {distro: samples/postgresql, version: ^15.0}}
        services: {web: {image: "wiki:2", environment: {DSN: "${uses.database.dsn}"}, expose: [80]}, jobs: {image: "wiki:2"}}
        provides: {http: {service: web, port: 80, publish: "8080"}}
        tests: [{name: it answers, http: {get: "http://web/"}}]
        """;
    static final String PROXY = HEAD.formatted("proxy", "1.0") + """
        parameters: {upstream: {type: string}, port: {type: port, default: 80}}
        services: {nginx: {image: "nginx:1", environment: {UPSTREAM: "${parameters.upstream}:${parameters.port}"}, expose: [80]}}
        provides: {http: {service: nginx, port: 80}}
        tests: [{name: it answers, http: {get: "http://nginx/"}}]
        """;
    static final String OFFICE = HEAD.formatted("office", "0.1") + """
        uses:
          wiki: {distro: samples/wiki, version: "~2.3"}
          front: {distro: samples/proxy, version: "*", with: {upstream: "${uses.wiki.host}", port: "${uses.wiki.port}"}}
        provides: {http: {service: front, port: 80, publish: "8080"}, outputs: {url: "http://${host}:${port}/", inside: "http://${uses.wiki.host}/"}}
        tests: [{name: it answers, http: {get: "http://front/"}}]
        """;

    final FoldersAsReleases releases = new FoldersAsReleases();
    final Path folder;

    Office(Path temporary) throws IOException {
        releases.release("samples/postgresql", "15.0.0", write(temporary.resolve("postgresql"), DATABASE));
        releases.release("samples/postgresql", "15.0.2", write(temporary.resolve("postgresql"), DATABASE));
        releases.release("samples/wiki", "2.3.1", write(temporary.resolve("wiki"), WIKI));
        releases.release("samples/proxy", "1.0.0", write(temporary.resolve("proxy"), PROXY));
        folder = write(temporary.resolve("office"), OFFICE);
    }

    static Path write(Path folder, String manifest) throws IOException {
        Files.writeString(Files.createDirectories(folder).resolve("softservice.yaml"), manifest);
        return folder;
    }

    Manifest manifest() throws IOException {
        return new ManifestReader().read(new FolderFiles(folder)).manifest().orElseThrow();
    }

    Composer composer() {
        return new Composer(releases, Optional.of(FoldersAsReleases.HUB));
    }
}
