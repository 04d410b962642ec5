package dev.softservice.runner;

import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.plan.EnvironmentScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A distro in a folder, written by a test. Its services are small Perl programs, since Debian's base image has Perl and nothing to install. */
public record DistroFolder(Path path) {
    private static final String HUB = "runner-test-" + ProcessHandle.current().pid();

    /** Answers every GET with what stands in {@code /page}, POST by writing its body there; {@code /fail} gives 500, {@code /away} redirects. */
    private static final String HTTPD = """
        use strict; use IO::Socket::INET; $| = 1;
        my $port = $ENV{PORT} || 80;
        my $server = IO::Socket::INET->new(LocalPort => $port, Listen => 32, ReuseAddr => 1) or die "listen: $!";
        print "listening on $port as $ENV{SITE}\\n";
        while (my $c = $server->accept) {
          my $line = <$c>; next unless $line; my ($method, $url) = split / /, $line; my $length = 0; my $host = '';
          while (my $h = <$c>) { last if $h =~ /^\\r?\\n$/; $length = $1 if $h =~ /^content-length: (\\d+)/i; $host = $1 if $h =~ /^host: (\\S+)/i; }
          my $body = ''; read($c, $body, $length) if $length;
          if ($method eq 'POST') { open(my $f, '>', '/data/page') or die; print $f $body; close $f; }
          my $page = "<h1>$ENV{SITE}</h1> host=$host"; if (open(my $f, '<', '/data/page')) { local $/; $page .= <$f>; }
          if ($url eq '/json') { $page = '{"site":"' . $ENV{SITE} . '","parts":[{"up":true}]}'; }
          my $status = $url eq '/fail' ? '500 Broken' : $url =~ m{^/away} ? '302 Found' : '200 OK';
          my $where = $url eq '/away' ? "Location: http://elsewhere.example/\\r\\n" : $url eq '/away/home' ? "Location: http://web/\\r\\n" : '';
          print $c "HTTP/1.1 $status\\r\\nContent-Type: text/html\\r\\n${where}Content-Length: ", length($page), "\\r\\nConnection: close\\r\\n\\r\\n", $method eq 'HEAD' ? '' : $page;
          close $c;
        }
        """;

    /** Passes a line on to {@code web} and gives its answer: shows that services find each other by name. */
    private static final String STORE = """
        use strict; use IO::Socket::INET; $| = 1;
        my $server = IO::Socket::INET->new(LocalPort => 5000, Listen => 32, ReuseAddr => 1) or die "listen: $!";
        print "store ready\\n"; while (my $c = $server->accept) { print $c "stored\\n"; close $c; }
        """;

    public static DistroFolder at(Path path) {
        return new DistroFolder(path);
    }

    public DistroFolder with(String name, String content) {
        try {
            var file = path.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A manifest with this head; {@code rest} holds services, tests and whatever else. */
    public DistroFolder manifest(String rest) {
        return with("softservice.yaml", """
            softservice: v1
            name: sample
            title: Sample
            summary: Made by a test.
            version: "1.0"
            license: Apache-2.0
            """ + rest);
    }

    /** The image that {@code build: image} refers to: the two programs on the base image. */
    public DistroFolder image() {
        return with("image/Dockerfile", """
            FROM debian:bookworm-slim
            COPY httpd.pl store.pl /opt/
            RUN mkdir -p /data
            CMD ["perl", "/opt/httpd.pl"]
            """).with("image/httpd.pl", HTTPD).with("image/store.pl", STORE);
    }

    /** Two services, one waiting for the other, with these tests. */
    public DistroFolder twoServices(String tests) {
        return image().manifest("""
            parameters:
              site-name: {type: string, default: Team wiki}
              admin-pass: {type: secret}
            services:
              store:
                build: image
                command: [perl, /opt/store.pl]
                expose: ["5000"]
              web:
                build: image
                environment: {SITE: "${parameters.site-name}", PASS: "${parameters.admin-pass}"}
                depends_on: {store: {condition: service_healthy}}
                healthcheck: {test: [CMD, perl, -MIO::Socket::INET, -e, "exit !IO::Socket::INET->new('127.0.0.1:80')"], interval: 1s, retries: 20}
            provides:
              http: {service: web, port: 80}
            tests:
            """ + tests.indent(2));
    }

    public RunRequest request(String id) {
        return request(id, Limits.DEFAULT);
    }

    /** What names the things of a run that was asked for by {@link #request}. */
    public static EnvironmentScope scope(String id) {
        return new EnvironmentScope.Run(HUB, id, false);
    }

    public RunRequest request(String id, Limits limits) {
        return new RunRequest(new Footprint(id, HUB), SourceTree.in(path), Map.of(), new Reach(4, limits));
    }
}
