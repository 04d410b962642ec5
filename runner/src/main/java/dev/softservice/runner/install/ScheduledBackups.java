package dev.softservice.runner.install;

import dev.softservice.runner.evidence.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Backups that are made from time to time into one folder, of which the newest are kept. Only files that are named as these are ever removed. */
public final class ScheduledBackups {
    private final Site site;
    private final Plan plan;

    /**
     * @param folder where they go
     * @param every  how much time is between two of them
     * @param keep   how many of each installation stay
     */
    public record Plan(Path folder, Duration every, int keep) {}

    private record Kept(Path file, Instant at) {}

    public ScheduledBackups(Site site, Plan plan) {
        this.site = site;
        this.plan = plan;
    }

    /** Makes one where the last is old enough, and removes the oldest beyond those that are kept. Empty: it was not time yet. */
    public Optional<Backups.Made> look(String name) throws InterruptedException {
        var before = kept(name);
        var now = site.clock().instant();
        boolean due =
                before.isEmpty() || !before.getFirst().at().plus(plan.every()).isAfter(now);
        var current = site.folders().installation(name).state().flatMap(InstallState::current);
        if (!due || current.isEmpty()) return Optional.empty();
        var made = new Backups(site).backup(Optional.of(name), Optional.empty(), plan.folder());
        var after = kept(name);
        for (var old : after.subList(Math.min(plan.keep(), after.size()), after.size())) remove(old.file());
        return Optional.of(made);
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            throw InstallRefusal.platform(file + ": this old backup can't be removed: " + stays.getMessage());
        }
    }

    /** Newest first. */
    private List<Kept> kept(String name) {
        var pattern = Pattern.compile(Pattern.quote(name) + "-(.+)-(\\d{8}T\\d{6}Z)\\.softservice");
        var found = new ArrayList<Kept>();
        try {
            Files.createDirectories(plan.folder());
            try (var files = Files.newDirectoryStream(plan.folder())) {
                for (var file : files) {
                    var named = pattern.matcher(file.getFileName().toString());
                    if (named.matches() && Version.parse(named.group(1)).isPresent())
                        found.add(new Kept(file, Copies.ID.parse(named.group(2), Instant::from)));
                }
            }
        } catch (IOException unreadable) {
            throw InstallRefusal.platform(plan.folder() + ": no backup can be put there: " + unreadable.getMessage());
        }
        found.sort(Comparator.comparing(Kept::at).reversed());
        return found;
    }
}
