package dev.softservice.runner.install;

import java.util.Map;

/** A real little service that keeps notes in a volume: GET shows release and notes, POST adds one. */
public final class ReleasedNotes {
    private ReleasedNotes() {}

    private static final String PROGRAM = """
        use strict; use warnings; use IO::Socket::INET;
        my $file = '/data/notes';
        RUIN
        my $server = IO::Socket::INET->new(LocalPort => 80, Listen => 16, ReuseAddr => 1) or die $!;
        $SIG{TERM} = sub { exit 0 };
        $| = 1;
        print "notes $ENV{RELEASE} listens\\n";
        while (my $client = $server->accept) {
            my ($line, $length) = (scalar <$client>, 0);
            while (my $header = <$client>) { $length = $1 if $header =~ /^content-length: (\\d+)/i; last if $header =~ /^\\r?$/ }
            if (($line // '') =~ /^POST/) { read $client, my $note, $length; open my $out, '>>', $file or die $!; print $out "$note\\n"; close $out }
            my $notes = ''; if (open my $in, '<', $file) { local $/; $notes = <$in> // '' }
            my $body = "$ENV{RELEASE}\\n$notes";
            my $status = $ENV{STATUS} // '200 OK';
            print $client "HTTP/1.1 $status\\r\\nContent-Length: " . length($body) . "\\r\\nConnection: close\\r\\n\\r\\n$body";
            close $client;
        }
        """;

    static final String MANIFEST = """
        softservice: v1
        name: notes
        title: Notes
        summary: Notes that stay.
        version: "%s"
        license: Apache-2.0
        parameters: {port: {type: port, default: 18080}}
        services:
          web:
            image: debian:bookworm-slim
            command: [perl, /srv/notes.pl]
            environment: {RELEASE: "%s", STATUS: "%s"}
            volumes: ["data:/data", "./notes.pl:/srv/notes.pl"]
            stop_grace_period: 2s
        volumes: {data: {}}
        provides:
          http: {service: web, port: 80, publish: "${parameters.port}"}
          outputs: {url: "http://${host}:${port}/"}
        tests:
          - {name: answers, http: {get: "http://web/", expect: {status: 200}, within: 2s}}
        """;

    static Map<String, String> good(String version) {
        return Map.of(
                "softservice.yaml",
                MANIFEST.formatted(version, version, "200 OK"),
                "notes.pl",
                PROGRAM.replace("RUIN", ""));
    }

    /** Starts, spoils what is there, and then answers with errors only. */
    static Map<String, String> ruinous(String version) {
        return Map.of(
                "softservice.yaml",
                MANIFEST.formatted(version, version, "500 Broken"),
                "notes.pl",
                PROGRAM.replace("RUIN", "open my $out, '>', $file or die $!; print $out \"ruined\\n\"; close $out;"));
    }
}
