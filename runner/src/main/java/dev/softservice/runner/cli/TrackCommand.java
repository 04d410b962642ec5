package dev.softservice.runner.cli;

import dev.softservice.runner.install.InstallRefusal;
import dev.softservice.runner.install.Round;
import dev.softservice.runner.install.ScheduledBackups;
import dev.softservice.runner.install.Upgrader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "track",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "Keeps installations at their newest stable release: checks, verifies, upgrades, and goes back by itself"
                    + " if that fails.",
            "Never takes an older release, never agrees to new permissions, and tries one that failed here again after"
                    + " a week at the earliest. Makes again what was removed or stopped."
        },
        footer = {
            "",
            "Examples:",
            "  softservice track",
            "  softservice track team-wiki --interval 1h",
            "  softservice track --once      for a timer or cron",
            "  softservice track --install-service --mail ops@example.org",
            "",
            "Exit codes with --once: 0 up to date, 1 a release was refused or failed, 2 bad input, 3 hub or engine not"
                    + " reached, or this machine can't follow now."
        })
final class TrackCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "One installation. Default: all.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--once", description = "Look once, and end.")
    private boolean once;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "15m",
            description = "How often to look: 30s, 15m, 1h. Default: ${DEFAULT-VALUE}.")
    private String interval = "15m";

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "Look for bundles in this folder (*.bundle, made by softservice bundle), and ask no hub.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--backup", paramLabel = "DIR", description = "Write backups into this folder from time to time.")
    private Optional<String> backup = Optional.empty();

    @Option(
            names = "--backup-every",
            paramLabel = "TIME",
            defaultValue = "1d",
            description = "With --backup: how often. Default: ${DEFAULT-VALUE}.")
    private String backupEvery = "1d";

    @Option(
            names = "--backup-keep",
            paramLabel = "N",
            defaultValue = "7",
            description = "With --backup: how many of each installation are kept. Default: ${DEFAULT-VALUE}.")
    private int backupKeep = 7;

    @Option(
            names = "--notify",
            paramLabel = "COMMAND",
            description = "Run this for what somebody should know: $$SOFTSERVICE_NAME, $$SOFTSERVICE_WHAT (upgraded,"
                    + " healed, failed, waiting or follows), and a sentence on standard input.")
    private Optional<String> notify = Optional.empty();

    @Option(
            names = "--mail",
            paramLabel = "ADDRESS",
            description = "Send the same by mail, with the system's sendmail.")
    private Optional<String> mail = Optional.empty();

    @Option(
            names = "--install-service",
            description = "Let systemd do it, with the options given here: a timer of the system for root, else yours.")
    private boolean installing;

    @Option(names = "--remove-service", description = "Take that timer away again.")
    private boolean removing;

    @Option(names = "--json", description = "With --once: print one JSON document.")
    private boolean json;

    private final World world;
    private final OutcomeJson.Looks looks = new OutcomeJson.Looks();
    private final Map<String, String> said = new LinkedHashMap<>();

    TrackCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        var pause = pause(interval);
        if (backupKeep < 1) throw new BadInput("--backup-keep " + backupKeep + ": at least 1");
        var scheduled =
                backup.map(folder -> new ScheduledBackups.Plan(world.resolve(folder), pause(backupEvery), backupKeep));
        if (json && !once) throw new BadInput("--json: goes with --once, which ends");
        if (installing || removing) return service(pause);
        try (var interruption = Interruption.ofThisThread();
                var installations = Installations.open(world, json)) {
            var folders = installations.site().folders();
            var round = new Round(installations.site(), scheduled, from.map(world::resolve));
            var notices = new Notices(world, new Notices.Ways(notify, mail), folders);
            if (once && name.isEmpty() && folders.names().isEmpty()) folders.existing(Optional.empty());
            while (true) {
                var names = name.isPresent() ? List.of(folders.existing(name).name()) : folders.names();
                var findings = new ArrayList<Round.Finding>();
                round.play(names, finding -> {
                    findings.add(finding);
                    tell(installations, finding);
                });
                for (var finding : findings) pass(installations, notices, finding);
                if (json) installations.screen().raw(looks.text());
                if (once) {
                    int worst =
                            findings.stream().mapToInt(TrackCommand::code).max().orElse(ExitCode.PASSED);
                    return interruption.happened() ? ExitCode.INTERRUPTED : worst;
                }
                installations.screen().status("next look in " + pause.toMinutes() + " min");
                // Many machines that were installed in the same minute should not ask in the same second for ever.
                Thread.sleep(pause.toMillis() * ThreadLocalRandom.current().nextInt(90, 111) / 100);
            }
        }
    }

    private int service(Duration pause) throws InterruptedException {
        if (installing && removing) throw new BadInput("--install-service and --remove-service: choose one");
        if (once || json) throw new BadInput("--once and --json: go with a look, not with a service");
        var ways = new Notices.Ways(notify, mail);
        var options = new ArrayList<String>();
        name.ifPresent(options::add);
        from.ifPresent(
                folder -> options.addAll(List.of("--from", world.resolve(folder).toString())));
        backup.ifPresent(folder -> options.addAll(List.of(
                "--backup",
                world.resolve(folder).toString(),
                "--backup-every",
                backupEvery,
                "--backup-keep",
                "" + backupKeep)));
        ways.command().ifPresent(command -> options.addAll(List.of("--notify", command)));
        ways.mail().ifPresent(address -> options.addAll(List.of("--mail", address)));
        var service = TrackService.of(world);
        var screen = Screen.of(world);
        (removing ? service.remove() : service.install(options, "" + pause.toSeconds())).forEach(screen::line);
        return ExitCode.PASSED;
    }

    private void pass(Installations installations, Notices notices, Round.Finding finding) throws InterruptedException {
        var about = about(finding);
        if (about.isEmpty() || isShortAbsence(installations, finding)) return;
        notices.tell(finding.name(), about.get(), sentence(finding))
                .ifPresent(why -> installations.screen().error(finding.name() + ": nobody could be told: " + why));
    }

    /** That a hub is away for some hours is no news. */
    private boolean isShortAbsence(Installations installations, Round.Finding finding) {
        if (!(finding instanceof Round.Refused refused) || refused.kind() != InstallRefusal.Kind.UNREACHABLE)
            return false;
        return installations
                .site()
                .folders()
                .installation(refused.name())
                .state()
                .flatMap(state -> state.upkeep().trouble())
                .map(trouble -> trouble.since()
                        .plus(Duration.ofDays(1))
                        .isAfter(world.clock().instant()))
                .orElse(true);
    }

    /** Empty: nothing that anybody wants to be told of. */
    private static Optional<Notices.What> about(Round.Finding finding) {
        return switch (finding) {
            case Round.Saved _ -> Optional.empty();
            case Round.Refused _, Round.Broken _ -> Optional.of(Notices.What.FAILED);
            case Round.Looked(var outcome) ->
                switch (outcome) {
                    case Upgrader.UpToDate _ -> Optional.of(Notices.What.FOLLOWS);
                    case Upgrader.Upgraded _ -> Optional.of(Notices.What.UPGRADED);
                    case Upgrader.Healed _ -> Optional.of(Notices.What.HEALED);
                    case Upgrader.Resting _, Upgrader.Tried _ -> Optional.empty();
                    case Upgrader.Passed passed ->
                        passed.failure().wanted() ? Optional.empty() : Optional.of(Notices.What.FAILED);
                    case Upgrader.Yanked _ -> Optional.of(Notices.What.FAILED);
                    case Upgrader.Waiting _ -> Optional.of(Notices.What.WAITING);
                };
        };
    }

    private static String sentence(Round.Finding finding) {
        return switch (finding) {
            case Round.Looked(var outcome) -> UpgradeCommand.sentence(outcome);
            case Round.Saved(var each, var made) -> each + ": a backup is in " + made.file();
            case Round.Refused refused -> refused.name() + ": " + refused.reason();
            case Round.Broken(var each, var failure) -> each + ": " + Complaint.unexpected(failure);
        };
    }

    private static int code(Round.Finding finding) {
        return switch (finding) {
            case Round.Looked(var outcome) -> UpgradeCommand.code(outcome);
            case Round.Saved _ -> ExitCode.PASSED;
            case Round.Refused refused -> ExitCode.of(refused.kind());
            case Round.Broken _ -> ExitCode.NO_ANSWER;
        };
    }

    private void tell(Installations installations, Round.Finding finding) {
        switch (finding) {
            case Round.Looked(var outcome) -> looks.add(outcome);
            case Round.Saved _ -> {}
            case Round.Refused refused -> looks.add(refused.name(), refused.reason());
            case Round.Broken(var each, var failure) -> {
                if (failure instanceof Screen.OutputClosed) throw failure;
                looks.add(each, Complaint.unexpected(failure));
            }
        }
        tell(installations, finding.name(), sentence(finding));
    }

    /** Says the same thing about the same installation once, not every quarter of an hour. */
    private void tell(Installations installations, String each, String sentence) {
        installations.conversation().rest();
        if (!json && !sentence.equals(said.put(each, sentence)))
            installations.screen().line(sentence);
    }

    static Duration pause(String text) {
        if (!text.matches("[1-9]\\d{0,4}[smhd]"))
            throw new BadInput("--interval " + text + ": is not a time such as 30s, 15m, 1h or 1d");
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(Math.max(5, number));
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
