package dev.softservice.runner.install;

import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.evidence.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A hub in a folder with two distros: notes, which is made of a database. Evidence names the hub by an address that it had when it tested. */
final class ComposedHub implements AutoCloseable {
    static final String TESTED_AT = "https://hub.example";
    /** Takes the password of its first start for ever, as real databases do: a client with another one is turned away. */
    private static final String DATABASE = """
        use strict; use warnings; use IO::Socket::INET;
        $SIG{TERM} = sub { exit 0 }; $| = 1;
        unless (-e '/data/password') { open my $out, '>', '/data/password' or die $!; print $out $ENV{PASSWORD}; close $out }
        open my $in, '<', '/data/password' or die $!; my $known = <$in>; close $in;
        my $server = IO::Socket::INET->new(LocalPort => 5432, Listen => 16, ReuseAddr => 1) or die $!;
        print "database $ENV{RELEASE} listens\\n";
        while (my $client = $server->accept) {
            my ($password, $command) = (scalar(<$client>) // '', scalar(<$client>) // '');
            chomp $password;
            if ($password ne $known) { print $client "access denied\\n"; close $client; next }
            if ($command =~ /^ADD (.*)/) { open my $out, '>>', '/data/notes' or die $!; print $out "$1\\n"; close $out }
            print $client "database $ENV{RELEASE}\\n";
            if (open my $notes, '<', '/data/notes') { local $/; my $all = <$notes> // ''; print $client $all }
            close $client;
        }
        """;

    private static final String WEB = """
        use strict; use warnings; use IO::Socket::INET;
        $SIG{TERM} = sub { exit 0 }; $| = 1;
        my ($user, $password) = split /:/, $ENV{LOGIN};
        sub ask {
            my $database = IO::Socket::INET->new("$ENV{DATABASE}:5432") or return "no database\\n";
            print $database "$password\\n$_[0]\\n"; local $/; return <$database> // '';
        }
        my $server = IO::Socket::INET->new(LocalPort => 80, Listen => 16, ReuseAddr => 1) or die $!;
        while (my $client = $server->accept) {
            my ($line, $length) = (scalar(<$client>) // '', 0);
            while (my $header = <$client>) { $length = $1 if $header =~ /^content-length: (\\d+)/i; last if $header =~ /^\\r?$/ }
            my $note = ''; read $client, $note, $length if $length;
            my $body = "notes $ENV{RELEASE}\\n" . ask($line =~ /^POST/ ? "ADD $note" : 'GET');
            print $client "HTTP/1.1 200 OK\\r\\nContent-Length: " . length($body) . "\\r\\nConnection: close\\r\\n\\r\\n$body";
            close $client;
        }
        """;

    final ReleaseShelf notes;
    final ReleaseShelf database;
    private final Path folder;

    ComposedHub(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder.resolve("samples")).getParent();
        notes = new ReleaseShelf(folder.resolve("samples/notes"));
        database = new ReleaseShelf(folder.resolve("samples/database"));
    }

    Subject database(String version, String more) throws IOException {
        return database.release(
                version, Map.of("softservice.yaml", """
                    softservice: v1
                    name: database
                    title: Database
                    summary: Keeps what others give it.
                    version: "%s"
                    license: Apache-2.0
                    parameters: {password: {type: secret}}
                    services:
                      db:
                        image: debian:bookworm-slim
                        command: [perl, /srv/db.pl]
                        environment: {RELEASE: "%s", PASSWORD: "${parameters.password}"}
                        expose: [5432]
                        volumes: ["data:/data", "./db.pl:/srv/db.pl"]
                    volumes: {data: {}}
                    provides:
                      sql: {service: db, port: 5432}
                      outputs: {login: "app:${parameters.password}"}
                    tests: [{name: answers, tcp: {host: db, port: 5432}}]
                    %s
                    """.formatted(version, version, more), "db.pl", DATABASE));
    }

    /** Notes as they were tested with {@code part} as database. */
    Subject notes(String version, Evidence.Composition composition) throws IOException {
        return notes.release(
                version, Map.of("softservice.yaml", """
                    softservice: v1
                    name: notes
                    title: Notes
                    summary: Notes that stay.
                    version: "%s"
                    license: Apache-2.0
                    parameters: {port: {type: port, default: 18080}}
                    uses: {database: {distro: samples/database, version: ^1}}
                    services:
                      web:
                        image: debian:bookworm-slim
                        command: [perl, /srv/web.pl]
                        environment: {RELEASE: "%s", DATABASE: "${uses.database.host}", LOGIN: "${uses.database.login}"}
                        volumes: ["data:/data", "./web.pl:/srv/web.pl"]
                        depends_on: [database]
                    volumes: {data: {}}
                    provides:
                      http: {service: web, port: 80, publish: "${parameters.port}"}
                      outputs: {url: "http://${host}:${port}/"}
                    tests: [{name: it has its notes from the database, http: {get: "http://web/", expect: {contains: "database 1"}, within: 5s}}]
                    """.formatted(version, version), "web.pl", WEB), composition);
    }

    static Evidence.Composition madeOf(String tag, Subject database) {
        return new Evidence.Composition(
                List.of(new Evidence.Used("database", TESTED_AT + "/samples/database", tag, database)), Map.of());
    }

    /** Nothing answers there any more; what runs has to do without. */
    void vanish() throws IOException {
        Files.move(folder, folder.resolveSibling(folder.getFileName() + "-gone"));
    }

    @Override
    public void close() {
        notes.close();
        database.close();
    }
}
