package dev.softservice.runner.mutants;

import static dev.softservice.manifest.model.Rung.RESILIENT;
import static dev.softservice.manifest.model.Rung.RESTORES;
import static dev.softservice.manifest.model.Rung.UPGRADES;
import static dev.softservice.runner.mutants.Mutant.fault;

import java.util.List;

/** Data that kills, upgrades and restores lose, though every test is green at first. */
final class DataFaults {
    private static final String WEB = "web/web.pl";
    private static final String START = "keep('the first note') unless -e $file;\n";
    private static final String NOTES = "volumes: [\"notes:/var/notes\"]";
    private static final String VOLUMES = "volumes: {notes: {}, index: {}}";
    private static final String KEEP =
            "sub keep { my ($text) = @_; open(my $out, '>>', $file) or die \"keep: $!\"; print $out $text, \"\\n"
                    + "\"; close $out or die \"keep: $!\"; }\n";
    private static final String LIST =
            "sub notes { open(my $in, '<', $file) or return (); my @all = <$in>; chomp @all; return @all; }\n";
    private static final String BACKUP = "  backup:  {service: web, command: [cp, /var/notes/notes, /backup/notes]}\n";
    private static final String RESTORE = "  restore: {service: web, command: [cp, /backup/notes, /var/notes/notes]}\n";

    private DataFaults() {}

    static List<Mutant> kills() {
        return List.of(
                fault(Kind.KILLS, "a lock that was left behind stops the next start")
                        .in(
                                WEB,
                                START,
                                START
                                        + "die \"locked\\n"
                                        + "\" if -e \"$folder/lock\"; open(my $lock, '>', \"$folder/lock\");\n"
                                        + "$SIG{TERM} = sub { unlink \"$folder/lock\"; exit 0 };\n")
                        .containers()
                        .red(RESILIENT, "after web was killed: web exited with code"),
                fault(Kind.KILLS, "notes are in memory, and written at a clean stop only")
                        .in(
                                WEB,
                                KEEP,
                                "our @new; sub keep { push @new, @_; }\n"
                                        + "sub flush { open(my $out, '>>', $file); print $out map { \"$_\\n"
                                        + "\" } @new; close $out; exit 0; }\n"
                                        + "$SIG{TERM} = \\&flush;\n")
                        .in(
                                WEB,
                                LIST,
                                "our @new; sub notes { my @all; if (open(my $in, '<', $file)) { @all = <$in>; } push"
                                        + " @all, @new; chomp @all; return map { split /\\n"
                                        + "/ } @all; }\n")
                        .containers()
                        .red(RESILIENT, "after web was killed: data.check in web failed"),
                fault(Kind.KILLS, "notes are kept in memory")
                        .manifest("    expose: [80]\n", "    expose: [80]\n    tmpfs: [/run/notes]\n")
                        .in(WEB, "my $folder = '/var/notes'", "my $folder = '/run/notes'")
                        .containers()
                        .red(RESILIENT, "after web was killed: data.check in web failed"),
                fault(Kind.KILLS, "the worker hangs for ever once the service was killed")
                        .in(WEB, "\"format\":1,", "\"format\":1,\"boot\":$^T,")
                        .in("web/counter.pl", "while (1) {\n", "my $boot = 0;\nwhile (1) {\n")
                        .in(
                                "web/counter.pl",
                                "  if ($answer",
                                "  if ($answer =~ /\"boot\":(\\d+)/) { if ($boot && $boot != $1) { unlink"
                                        + " '/var/index/count'; sleep 3600; } $boot = $1; }\n"
                                        + "  if ($answer")
                        .containers()
                        .red(RESILIENT, "after web was killed"),
                fault(Kind.KILLS, "the service waits for the worker, which waits for the service")
                        .in(
                                WEB,
                                START,
                                START
                                        + "if (-e \"$folder/started\") { my $n = 0; until (`perl -MIO::Socket::INET -e"
                                        + " 'print 1 if IO::Socket::INET->new(qq(counter:9000))'`) { die \"no"
                                        + " counter\\n"
                                        + "\" if $n++ > 30; select(undef, undef, undef, 0.2); } }\n"
                                        + "open(my $mark, '>', \"$folder/started\");\n")
                        .in("web/counter.pl", "while (1) {\n", "use IO::Socket::INET; my $door;\nwhile (1) {\n")
                        .in(
                                "web/counter.pl",
                                "    rename ",
                                "    $door ||= IO::Socket::INET->new(LocalPort => 9000, Listen => 5, ReuseAddr =>"
                                        + " 1);\n"
                                        + "    rename ")
                        .containers()
                        .red(RESILIENT, "after all services were killed at once"),
                fault(Kind.KILLS, "the tests do not bear a second run")
                        .in(
                                WEB,
                                "{ keep($body); (",
                                "{ my $known = $body =~ /by a test/ && grep { $_ eq $body } notes(); keep($body)"
                                        + " unless $known; (")
                        .in(
                                WEB,
                                "('201 Created', 'kept')",
                                "$known ? ('409 Conflict', 'there already') : ('201 Created', 'kept')")
                        .containers()
                        .red(RESILIENT, "a note is kept' failed"),
                fault(Kind.KILLS, "after a kill the first answer is an error")
                        .in(
                                WEB,
                                START,
                                START
                                        + "my $warm = -e \"$folder/started\" ? 0 : 1; open(my $mark, '>',"
                                        + " \"$folder/started\");\n")
                        .in(
                                WEB,
                                "elsif ($path eq '/') {",
                                "elsif ($path eq '/' && !$warm++) { ($status, $answer) = ('503 Not Yet', 'warming"
                                        + " up'); }\n"
                                        + "  elsif ($path eq '/') {")
                        .containers()
                        .red(RESILIENT, "after web was killed: test 'the page carries its heading' failed"),
                fault(Kind.SECOND_START, "notes are in the container's own layer")
                        .in(WEB, "my $folder = '/var/notes'", "my $folder = '/srv'")
                        .manifest(BACKUP, "  backup:  {service: web, command: [cp, /srv/notes, /backup/notes]}\n")
                        .manifest(RESTORE, "  restore: {service: web, command: [cp, /backup/notes, /srv/notes]}\n")
                        .containers()
                        .red(RESILIENT, "started again over the same data: data.check in web failed"),
                fault(Kind.SECOND_START, "a new container sets up what is there already")
                        .in(
                                WEB,
                                START,
                                START
                                        + "unless (-e '/opt/set-up') { mkdir \"$folder/set-up\" or die \"set-up: $!\\n"
                                        + "\"; open(my $mark, '>', '/opt/set-up'); }\n")
                        .containers()
                        .red(RESILIENT, "started again over the same data: web exited with code"),
                fault(Kind.SECOND_START, "a new container starts from an empty file")
                        .in(
                                WEB,
                                START,
                                "unless (-e '/opt/set-up') { unlink $file; open(my $mark, '>', '/opt/set-up'); }\n"
                                        + START)
                        .containers()
                        .red(RESILIENT, "started again over the same data: data.check in web failed"));
    }

    static List<Mutant> upgrades() {
        return List.of(
                fault(Kind.VOLUMES, "the volume is renamed in both places")
                        .manifest(NOTES, "volumes: [\"store:/var/notes\"]")
                        .manifest(VOLUMES, "volumes: {store: {}, index: {}}")
                        .red(UPGRADES, "where store is now"),
                fault(Kind.VOLUMES, "the volume is dropped")
                        .manifest("    volumes: [\"index:/var/index\"]\n", "")
                        .manifest(VOLUMES, "volumes: {notes: {}}")
                        .containers()
                        .red(UPGRADES, "into its own layer (/var/index/"),
                fault(Kind.VOLUMES, "the volume is mounted at another place")
                        .manifest(NOTES, "volumes: [\"notes:/var/lib/notes\"]")
                        .in(WEB, "my $folder = '/var/notes'", "my $folder = '/var/lib/notes'")
                        .red(UPGRADES, "but at /var/lib/notes of web"),
                fault(Kind.VOLUMES, "the volume is mounted into another service")
                        .manifest("    volumes: [\"index:/var/index\"]\n", "    tmpfs: [/var/index]\n")
                        .manifest(NOTES, "volumes: [\"notes:/var/notes\", \"index:/var/index\"]")
                        .red(UPGRADES, "but at /var/index of web"),
                fault(Kind.VOLUMES, "the volume becomes memory")
                        .manifest("    volumes: [\"index:/var/index\"]\n", "    tmpfs: [/var/index]\n")
                        .manifest(VOLUMES, "volumes: {notes: {}}")
                        .red(UPGRADES, "the volume index of v1.0.0"),
                fault(Kind.VOLUMES, "another volume is mounted over a part of it")
                        .in(
                                WEB,
                                START,
                                START
                                        + "mkdir \"$folder/attic\"; open(my $old, '>', \"$folder/attic/old\"); print"
                                        + " $old 'old'; close $old;\n")
                        .inStableToo()
                        .manifest(NOTES, "volumes: [\"notes:/var/notes\", \"more:/var/notes/attic\"]")
                        .manifest(VOLUMES, "volumes: {notes: {}, index: {}, more: {}}")
                        .containers()
                        .red(UPGRADES, "is hidden after the upgrade"),
                fault(Kind.VOLUMES, "the service that has the volume is renamed")
                        .manifest("  counter:\n", "  tally:\n")
                        .manifest("exec: {service: counter,", "exec: {service: tally,")
                        .red(UPGRADES, "but at /var/index of tally"),
                fault(Kind.VOLUMES, "the volume is renamed, and called scratch")
                        .manifest(NOTES, "volumes: [\"store:/var/notes\"]")
                        .manifest(VOLUMES, "volumes: {store: {}, index: {}}")
                        .manifest("data:\n", "data:\n  scratch: [store]\n")
                        .red(UPGRADES, "where store is now"),
                fault(Kind.VOLUMES, "the volume is renamed, and the section of data taken away")
                        .manifest(NOTES, "volumes: [\"store:/var/notes\"]")
                        .manifest(VOLUMES, "volumes: {store: {}, index: {}}")
                        .manifest(data(), "")
                        .red(UPGRADES, "where store is now"),
                fault(Kind.CONTENT, "the new version empties the file")
                        .in(
                                WEB,
                                START,
                                "unless (-e \"$folder/v2\") { unlink $file; open(my $mark, '>', \"$folder/v2\"); }\n"
                                        + START)
                        .containers()
                        .red(UPGRADES, "lost more than half of the volume notes"),
                fault(Kind.CONTENT, "the new version loses one note")
                        .in(
                                WEB,
                                START,
                                START
                                        + "unless (-e \"$folder/v2\") { my @all = grep { $_ ne 'seeded 50' } notes();"
                                        + " open(my $out, '>', $file); print $out map { \"$_\\n"
                                        + "\" } @all; close $out; open(my $mark, '>', \"$folder/v2\"); }\n")
                        .containers()
                        .red(UPGRADES, "saying '49 of 50 seeded notes are there'"),
                fault(Kind.CONTENT, "the new version loses data, and its check says that all is well")
                        .in(
                                WEB,
                                START,
                                "unless (-e \"$folder/v2\") { my @all = grep { !/^seeded \\d$/ } notes(); open(my"
                                        + " $out, '>', $file); print $out map { \"$_\\n"
                                        + "\" } @all; close $out; open(my $mark, '>', \"$folder/v2\"); }\n"
                                        + START)
                        .manifest("command: [sh, /opt/notes/check.sh]", "command: [ls, /opt/notes]")
                        .containers()
                        .red(UPGRADES, "by what v1.0.0 says: data.check in web failed"),
                fault(Kind.CONTENT, "the new version loses data, and has no section of data")
                        .in(
                                WEB,
                                START,
                                "unless (-e \"$folder/v2\") { my @all = grep { !/^seeded \\d$/ } notes(); open(my"
                                        + " $out, '>', $file); print $out map { \"$_\\n"
                                        + "\" } @all; close $out; open(my $mark, '>', \"$folder/v2\"); }\n"
                                        + START)
                        .manifest(data(), "")
                        .containers()
                        .red(UPGRADES, "by what v1.0.0 says: data.check in web failed"),
                fault(Kind.CONTENT, "the new version truncates a volume, and no version checks")
                        .manifest(data(), "")
                        .inStableToo()
                        .in(
                                WEB,
                                START,
                                "unless (-e \"$folder/v2\") { open(my $out, '>', $file); close $out; open(my $mark,"
                                        + " '>', \"$folder/v2\"); }\n"
                                        + START)
                        .containers()
                        .red(UPGRADES, "the volume notes"),
                fault(Kind.CONTENT, "the new version can no longer read what stable wrote")
                        .in(WEB, "my $file = \"$folder/notes\"", "my $file = \"$folder/notes.v2\"")
                        .manifest(
                                BACKUP,
                                "  backup:  {service: web, command: [cp, /var/notes/notes.v2, /backup/notes]}\n")
                        .manifest(
                                RESTORE,
                                "  restore: {service: web, command: [cp, /backup/notes, /var/notes/notes.v2]}\n")
                        .containers()
                        .red(UPGRADES, "by what v1.0.0 says: data.check in web failed"),
                fault(Kind.CONTENT, "the new version runs as a user who may not read the data")
                        .manifest("    expose: [80]\n", "    expose: [80]\n    user: \"1000:1000\"\n")
                        .in(
                                "web/Dockerfile",
                                "/var/notes /var/index",
                                "/var/notes /var/index && chown 1000:1000 /var/notes")
                        .containers()
                        .red(UPGRADES, "after the upgrade from v1.0.0"),
                fault(Kind.MIGRATION, "the migration does not bear being run twice")
                        .in(
                                WEB,
                                START,
                                "my $fresh = !-e $file;\n" + START
                                        + "if ($fresh) { open(my $mark, '>', \"$folder/v2\"); }\n"
                                        + "unless (-e \"$folder/v2\") { mkdir \"$folder/old\" or die \"migration:"
                                        + " $!\\n"
                                        + "\"; }\n")
                        .containers()
                        .red(UPGRADES, "started again after the upgrade from v1.0.0: web exited with code"),
                fault(Kind.MIGRATION, "the migration stops over stable's data")
                        .in(
                                WEB,
                                START,
                                START
                                        + "die \"unknown format\\n"
                                        + "\" if notes() > 10 && !-e \"$folder/v2\"; open(my $mark, '>',"
                                        + " \"$folder/v2\");\n")
                        .containers()
                        .red(UPGRADES, "after the upgrade from v1.0.0: web exited with code"),
                fault(Kind.SECOND_START, "every start writes the data twice")
                        .in(WEB, START, START + "if (notes() > 10) { my @all = notes(); keep($_) for @all; }\n")
                        .containers()
                        .red(RESILIENT, "of 50 seeded notes are there"),
                fault(Kind.MIGRATION, "the service in which stable's check runs is renamed")
                        .manifest("    volumes: [\"index:/var/index\"]\n", "    tmpfs: [/var/index]\n")
                        .inStableToo()
                        .manifest(VOLUMES, "volumes: {notes: {}}")
                        .inStableToo()
                        .manifest(
                                "  check:   {service: web, command: [sh, /opt/notes/check.sh]}",
                                "  check:   {service: counter, command: [sh, -c, \"perl /opt/notes/ask.pl /notes ''"
                                        + " web | grep -q '^seeded 50$'\"]}")
                        .inStableToo()
                        .manifest("  counter:\n", "  tally:\n")
                        .manifest("exec: {service: counter,", "exec: {service: tally,")
                        .manifest("  check:   {service: counter,", "  check:   {service: tally,")
                        .red(UPGRADES, "this version has no such service"),
                fault(Kind.MIGRATION, "a choice that users have made is taken away")
                        .manifest("choices: [large, small], default: small", "choices: [large, huge], default: huge")
                        .red(UPGRADES, "with the parameters that it has"),
                fault(Kind.OWN_LAYER, "the new version writes beside the volume")
                        .manifest(data(), "")
                        .inStableToo()
                        .in(WEB, "my $folder = '/var/notes'", "my $folder = '/srv'")
                        .containers()
                        .red(UPGRADES, "into its own layer (/srv/notes"),
                fault(Kind.OWN_LAYER, "the image has a volume of its own beside the mount")
                        .manifest(NOTES, "volumes: [\"notes:/var/notes/data\"]")
                        .inStableToo()
                        .manifest(data(), "")
                        .inStableToo()
                        .in("web/Dockerfile", "RUN mkdir", "VOLUME /var/notes\nRUN mkdir")
                        .containers()
                        .red(UPGRADES, "which its image declares as a volume"),
                fault(Kind.OWN_LAYER, "uploads go into the container")
                        .in(
                                WEB,
                                "{ keep($body); (",
                                "{ keep($body); open(my $up, '>', '/srv/upload'); print $up $body; close $up; (")
                        .containers()
                        .red(UPGRADES, "into its own layer (/srv/upload)"));
    }

    static List<Mutant> restores() {
        return List.of(
                fault(Kind.BACKUP, "the backup saves nothing")
                        .manifest(BACKUP, "  backup:  {service: web, command: [touch, /backup/notes]}\n")
                        .containers()
                        .red(RESTORES, "after the restore: data.check in web failed"),
                fault(Kind.BACKUP, "the backup fails")
                        .manifest(BACKUP, "  backup:  {service: web, command: [cp, /var/notes/note, /backup/notes]}\n")
                        .containers()
                        .red(RESTORES, "data.backup in web failed"),
                fault(Kind.BACKUP, "the backup goes to another folder")
                        .manifest(BACKUP, "  backup:  {service: web, command: [cp, /var/notes/notes, /tmp/notes]}\n")
                        .containers()
                        .red(RESTORES, "data.restore in web failed"),
                fault(Kind.BACKUP, "the backup saves a half")
                        .manifest(
                                BACKUP,
                                "  backup:  {service: web, command: [sh, -c, \"head -n 25 /var/notes/notes >"
                                        + " /backup/notes\"]}\n")
                        .containers()
                        .red(RESTORES, "of 50 seeded notes are there"),
                fault(Kind.BACKUP, "the backup leaves out a volume that no check looks at")
                        .manifest(NOTES, "volumes: [\"notes:/var/notes\", \"files:/var/files\"]")
                        .inStableToo()
                        .manifest(VOLUMES, "volumes: {notes: {}, index: {}, files: {}}")
                        .inStableToo()
                        .in(
                                WEB,
                                "{ keep($body); (",
                                "{ keep($body); open(my $up, '>', '/var/files/upload-' . notes()); print $up $body;"
                                        + " close $up; (")
                        .inStableToo()
                        .containers()
                        .red(RESTORES, "nothing of what was in the volume files is back after the restore"),
                fault(Kind.RESTORE, "the restore does nothing")
                        .manifest(RESTORE, "  restore: {service: web, command: [ls, /backup]}\n")
                        .containers()
                        .red(RESTORES, "nothing of what was in the volume notes is back after the restore"),
                fault(Kind.RESTORE, "the restore fails where the service has started before")
                        .manifest(
                                RESTORE,
                                "  restore: {service: web, command: [sh, -c, \"test ! -e /var/notes/notes && cp"
                                        + " /backup/notes /var/notes/notes\"]}\n")
                        .containers()
                        .red(RESTORES, "data.restore in web failed"),
                fault(Kind.RESTORE, "the restore puts back what the service overwrites")
                        .manifest(
                                RESTORE,
                                "  restore: {service: web, command: [cp, /backup/notes, /var/notes/restored]}\n")
                        .containers()
                        .red(RESTORES, "nothing of what was in the volume notes is back after the restore"));
    }

    /** The section of data as it stands in the sample. */
    private static String data() {
        var manifest = MutantTrials.sample("softservice.yaml");
        return manifest.substring(manifest.indexOf("data:\n"));
    }
}
