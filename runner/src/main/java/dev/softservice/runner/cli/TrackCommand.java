package dev.softservice.runner.cli;

import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.install.InstallRefusal;
import dev.softservice.runner.install.ScheduledBackups;
import dev.softservice.runner.install.Upgrader;
import java.time.Duration;
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
            "Keeps installations at their newest stable release: looks, verifies, upgrades, and goes back by itself"
                    + " where that fails.",
            "Never takes an older release, never agrees to new permissions, and tries one that failed here again after"
                    + " a week at the earliest. Makes again what was removed or stopped."
        },
        footer = {
            "",
            "Examples:",
            "  softservice track",
            "  softservice track team-wiki --interval 1h",
            "  softservice track --once      for a timer or cron",
            "",
            "Exit codes with --once: 0 up to date, 1 a release was refused or failed, 2 bad input, 3 hub or engine not"
                    + " reached, or this machine can't follow now."
        })
final class TrackCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "One installation; all where none is given.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--once", description = "Look once, and end.")
    private boolean once;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "15m",
            description = "How often to look: 30s, 15m, 1h. Default: ${DEFAULT-VALUE}.")
    private String interval = "15m";

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
        try (var interruption = new Interruption();
                var installations = Installations.open(world, json)) {
            var folders = installations.site().folders();
            if (once && name.isEmpty() && folders.names().isEmpty()) folders.existing(Optional.empty());
            while (true) {
                var names = name.isPresent() ? List.of(folders.existing(name).name()) : folders.names();
                int worst = ExitCode.PASSED;
                for (var each : names) {
                    worst = Math.max(worst, look(installations, each));
                    if (scheduled.isPresent()) worst = Math.max(worst, save(installations, each, scheduled.get()));
                }
                if (json) installations.screen().raw(looks.text());
                if (once) return interruption.happened() ? ExitCode.INTERRUPTED : worst;
                installations.screen().status("next look in " + pause.toMinutes() + " min");
                // Many machines that were installed in the same minute should not ask in the same second for ever.
                Thread.sleep(pause.toMillis() * ThreadLocalRandom.current().nextInt(90, 111) / 100);
            }
        }
    }

    private int look(Installations installations, String each) throws InterruptedException {
        return safely(installations, each, () -> {
            var outcome = new Upgrader(installations.site()).upgrade(Optional.of(each), Upgrader.Wish.TRACKING);
            looks.add(outcome);
            tell(installations, each, UpgradeCommand.sentence(outcome));
            return UpgradeCommand.code(outcome);
        });
    }

    private int save(Installations installations, String each, ScheduledBackups.Plan plan) throws InterruptedException {
        return safely(installations, each, () -> {
            new ScheduledBackups(installations.site(), plan)
                    .look(each)
                    .ifPresent(made -> tell(installations, each, each + ": a backup is in " + made.file()));
            return ExitCode.PASSED;
        });
    }

    private interface Work {
        int done() throws InterruptedException;
    }

    /** Gives the exit code; whatever happens to one, the others get their turn. */
    private int safely(Installations installations, String each, Work work) throws InterruptedException {
        try {
            return work.done();
        } catch (InstallRefusal refusal) {
            looks.add(each, refusal.getMessage());
            tell(installations, each, each + ": " + refusal.getMessage());
            return ExitCode.of(refusal.kind());
        } catch (EngineException engine) {
            looks.add(each, engine.getMessage());
            tell(installations, each, each + ": " + engine.getMessage());
            return ExitCode.NO_ANSWER;
        } catch (RuntimeException damaged) {
            // One that is damaged must not keep the others from what they need.
            if (damaged instanceof Screen.OutputClosed) throw damaged;
            var reason = Complaint.unexpected(damaged);
            looks.add(each, reason);
            tell(installations, each, each + ": " + reason);
            return ExitCode.NO_ANSWER;
        }
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
