package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.testing.FreePort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The hub beside git's own server ({@code git http-backend} behind nginx and fcgiwrap): the same bare repository of about 50 MB, loopback,
 * the stock client, taking turns. Not part of the suite; docs/benchmarks.md has the command.
 */
final class GitHostingBenchmark {
    private static final int CLONES = Integer.getInteger("clones", 9);
    private static final int CALLS = Integer.getInteger("calls", 41);

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private int copies;

    @Test
    void cloneFetchAndLsRemoteBesideHttpBackend() throws Exception {
        try {
            var hub = hub();
            var work = repository(hub);
            tidy();
            start(
                    "hub",
                    List.of(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KilledServer.class.getName(),
                            folder.toString()));
            hub = "http://127.0.0.1:" + await(folder.resolve("port")) + "/samples/wiki";
            var peer = "http://127.0.0.1:" + peer() + "/samples/wiki.git";
            for (int warmUp = 0; warmUp < 3; warmUp++) {
                cloned(hub);
                cloned(peer);
            }
            System.out.printf(
                    "repository: %,d bytes in packs, %s commits%n", size(), work.run("rev-list", "--count", "HEAD"));
            System.out.println("| work | hub | http-backend behind nginx | hub / http-backend |");
            System.out.println("|---|---|---|---|");
            for (var url : List.of(hub, peer)) {
                new Git(folder).run("clone", "-q", "--bare", url, url.equals(hub) ? "of-hub" : "of-peer");
            }
            row("git ls-remote", CALLS, hub, peer, url -> new Git(folder).run("ls-remote", "-q", url));
            row(
                    "git fetch, nothing new",
                    CALLS,
                    hub,
                    peer,
                    url -> new Git(folder.resolve(url.endsWith(".git") ? "of-peer" : "of-hub"))
                            .run("fetch", "-q", url));
            row("git clone --bare", CLONES, hub, peer, this::cloned);
        } finally {
            started.forEach(Process::destroy);
            for (var process : started) {
                process.waitFor();
            }
        }
    }

    private interface Work {
        void on(String url) throws IOException;
    }

    private void row(String name, int rounds, String hub, String peer, Work work) throws IOException {
        var ours = new double[rounds];
        var theirs = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            if (i % 2 == 0) {
                ours[i] = milliseconds(work, hub);
                theirs[i] = milliseconds(work, peer);
            } else {
                theirs[i] = milliseconds(work, peer);
                ours[i] = milliseconds(work, hub);
            }
        }
        Arrays.sort(ours);
        Arrays.sort(theirs);
        double our = ours[rounds / 2];
        double their = theirs[rounds / 2];
        System.out.printf("| %s | %,.0f ms | %,.0f ms | %.2f |%n", name, our, their, our / their);
    }

    private static double milliseconds(Work work, String url) throws IOException {
        long begin = System.nanoTime();
        work.on(url);
        return (System.nanoTime() - begin) / 1e6;
    }

    private void cloned(String url) throws IOException {
        var name = "clone" + copies++;
        new Git(folder).run("clone", "-q", "--bare", url, name);
        OpenRepositories.delete(folder.resolve(name));
    }

    private String hub() throws IOException {
        var server = new GitServer(folder);
        started.clear();
        inProcess = server;
        return server.url("maintainer");
    }

    private GitServer inProcess;

    /** Text that compresses to a third, in 600 files, changed over 60 commits; and 30 MB that does not compress. */
    private Git repository(String hub) throws IOException {
        var work = Git.init(folder.resolve("work"));
        var random = new Random(42);
        var words = new ArrayList<String>();
        for (int i = 0; i < 4000; i++) {
            words.add(Long.toString(random.nextLong() & Long.MAX_VALUE, 36).substring(0, 3 + random.nextInt(7)));
        }
        for (int commit = 0; commit < 60; commit++) {
            for (int change = 0; change < 40; change++) {
                var text = new StringBuilder();
                for (int line = 0; line < 400; line++) {
                    for (int word = 0; word < 10; word++) {
                        text.append(words.get(random.nextInt(words.size()))).append(' ');
                    }
                    text.append('\n');
                }
                work.write("src/%02d/%d.txt".formatted(random.nextInt(30), random.nextInt(20)), text.toString());
            }
            if (commit % 4 == 0) {
                var image = new byte[1 << 20];
                random.nextBytes(image);
                Files.write(work.folder().resolve("image" + commit + ".bin"), image);
            }
            work.commit("commit " + commit);
        }
        work.run("push", "-q", hub, "HEAD:refs/heads/main");
        for (int i = 0; i < 40; i++) {
            work.run("push", "-q", hub, "HEAD~" + i + ":refs/heads/branch" + i);
        }
        return work;
    }

    /** As the upkeep leaves it. */
    private void tidy() throws IOException {
        try (var server = inProcess;
                var upkeep = new RepositoryUpkeep(server.store, Duration.ofHours(1))) {
            upkeep.tidy(GitServer.NAME);
        }
        try (var packs = Files.list(folder.resolve("repositories/samples/wiki.git/objects/pack"))) {
            var all = packs.toList();
            var kept = all.stream()
                    .map(Path::toString)
                    .filter(file -> file.endsWith(".bitmap"))
                    .map(file -> file.replace(".bitmap", ""))
                    .toList();
            for (var file : all) {
                if (kept.stream().noneMatch(file.toString()::startsWith)) {
                    Files.delete(file); // the replaced pack, which the upkeep would drop an hour later
                }
            }
        }
        assertThat(new Git(folder.resolve("repositories/samples/wiki.git"))
                        .attempt("fsck", "--strict")
                        .ok())
                .isTrue();
    }

    private long size() throws IOException {
        try (var packs = Files.list(folder.resolve("repositories/samples/wiki.git/objects/pack"))) {
            return packs.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private int peer() throws Exception {
        int port = FreePort.number();
        var socket = folder.resolve("fcgi.sock");
        start("fcgiwrap", List.of("fcgiwrap", "-c", "4", "-s", "unix:" + socket));
        var conf = """
            user root; daemon off; worker_processes 2; pid %1$s/nginx.pid; error_log %1$s/nginx.log;
            events {}
            http {
              access_log off; client_body_temp_path %1$s/body; fastcgi_temp_path %1$s/fastcgi; proxy_temp_path %1$s/proxy;
              uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
              server {
                listen 127.0.0.1:%2$d; client_max_body_size 0;
                location ~ (/.*) {
                  include /etc/nginx/fastcgi_params;
                  fastcgi_param SCRIPT_FILENAME /usr/lib/git-core/git-http-backend;
                  fastcgi_param GIT_HTTP_EXPORT_ALL "";
                  fastcgi_param GIT_PROJECT_ROOT %1$s/repositories;
                  fastcgi_param GIT_PROTOCOL $http_git_protocol;
                  fastcgi_param PATH_INFO $1;
                  fastcgi_pass unix:%3$s;
                }
              }
            }
            """.formatted(folder, port, socket);
        Files.writeString(folder.resolve("nginx.conf"), conf, StandardCharsets.UTF_8);
        start("nginx", List.of("nginx", "-c", folder.resolve("nginx.conf").toString(), "-p", folder.toString()));
        for (int i = 0;
                i < 200
                        && !new Git(folder)
                                .attempt("ls-remote", "http://127.0.0.1:" + port + "/samples/wiki.git")
                                .ok();
                i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return port;
    }

    private void start(String name, List<String> command) throws IOException {
        started.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .start());
    }

    private static String await(Path file) throws IOException, InterruptedException {
        for (int i = 0; i < 1200 && !Files.exists(file); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return Files.readString(file);
    }
}
