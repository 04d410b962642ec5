package dev.softservice.server.release;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.VersionNews;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.model.Report;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Compares two releases of a repository. */
public final class ReleaseDifferences {
    private static final int MOST_COMMITS = 100;

    /** One of the two, with what its evidence says. {@code engine}, {@code architecture}: empty where it does not say. */
    public record Side(Release release, Run.Counts tests, String engine, String architecture) {}

    /** A part or an image under one name: as it was, and as it is; empty: it was not there. They differ. */
    public record Moved(String name, String before, String after) {}

    /**
     * What is different.
     *
     * @param news    of the manifest, the most important first
     * @param commits those that {@code to} contains and {@code from} does not, the newest first, at most 100
     * @param more    there are more commits than that
     * @param parts   the distros that it is made of, by the path of uses, with their tags
     * @param images  by service, and what they are built on, with their digests
     */
    public record Difference(
            Side from,
            Side to,
            List<VersionNews.Item> news,
            List<GitReader.Commit> commits,
            boolean more,
            List<Moved> parts,
            List<Moved> images) {}

    private final Releases releases;
    private final Runs runs;
    private final GitStore git;
    private final GitReader reader;
    private final ManifestReader manifests = new ManifestReader();

    public ReleaseDifferences(Releases releases, Runs runs, GitStore git, GitReader reader) {
        this.releases = releases;
        this.runs = runs;
        this.git = git;
        this.reader = reader;
    }

    /** By their versions; refuses what was not released. */
    public Difference between(HostedRepository repository, String from, String to) {
        var before = require(repository, from);
        var after = require(repository, to);
        var then = runs.reported(runs.require(before.run()));
        var now = runs.reported(runs.require(after.run()));
        var commits = reader.newestBetween(
                repository.name(),
                new GitReader.Span(
                        Optional.of(before.commit().id()), after.commit().id()),
                MOST_COMMITS + 1);
        return new Difference(
                side(before, then),
                side(after, now),
                manifest(repository, before)
                        .flatMap(earlier ->
                                manifest(repository, after).map(later -> VersionNews.between(earlier, later)))
                        .orElse(List.of()),
                commits.stream().limit(MOST_COMMITS).toList(),
                commits.size() > MOST_COMMITS,
                moved(parts(then), parts(now)),
                moved(images(then), images(now)));
    }

    private Release require(HostedRepository repository, String version) {
        return releases.find(repository, version)
                .orElseThrow(() -> Refusal.notFound(repository.name() + " has no release " + version));
    }

    private Side side(Release release, Report report) {
        return new Side(release, runs.require(release.run()).tests(), report.engine(), report.architecture());
    }

    private Optional<Manifest> manifest(HostedRepository repository, Release release) {
        return manifests
                .read(git.files(repository.name(), release.commit().id()))
                .manifest();
    }

    private static Map<String, String> parts(Report report) {
        var parts = new LinkedHashMap<String, String>();
        report.uses().forEach(use -> parts.put(use.path(), use.tag()));
        return parts;
    }

    private static Map<String, String> images(Report report) {
        var images = new LinkedHashMap<String, String>();
        report.images().forEach(images::put);
        report.bases().forEach((name, digest) -> images.put("built on " + name, digest));
        return images;
    }

    private static List<Moved> moved(Map<String, String> before, Map<String, String> after) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        var moved = new ArrayList<Moved>();
        for (var name : names) {
            var one = new Moved(name, before.getOrDefault(name, ""), after.getOrDefault(name, ""));
            if (!one.before().equals(one.after())) moved.add(one);
        }
        return List.copyOf(moved);
    }
}
