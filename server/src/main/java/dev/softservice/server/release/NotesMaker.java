package dev.softservice.server.release;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.VersionNews;
import dev.softservice.runner.evidence.ReleaseNotes;
import dev.softservice.server.core.Sha;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Runs;
import dev.softservice.server.run.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes what is new in a release: what its manifest says that the one before did not, which parts are newer, and which pull requests came in. */
public final class NotesMaker {
    /** The pull requests that came into main between two commits, a line each, the oldest first. */
    @FunctionalInterface
    public interface Merged {
        List<String> between(HostedRepository repository, Optional<Sha> from, Sha to);
    }

    private final Releases releases;
    private final ReleaseRefs refs;
    private final Runs runs;
    private final Merged merged;

    public NotesMaker(Releases releases, ReleaseRefs refs, Runs runs, Merged merged) {
        this.releases = releases;
        this.refs = refs;
        this.runs = runs;
        this.merged = merged;
    }

    /** Of a release that is not published yet, against the newest that is. */
    ReleaseNotes of(HostedRepository repository, Release release, Manifest manifest) {
        var before = releases.newest(repository);
        var came = merged.between(repository, before.map(Release::commit), release.commit());
        if (before.isEmpty()) return new ReleaseNotes(List.of(), List.of(), came);
        var news = refs.manifest(repository, before.get().commit())
                .map(earlier -> VersionNews.between(earlier, manifest))
                .orElse(List.of());
        var also = new ArrayList<>(lines(news, false));
        also.addAll(parts(before.get(), release));
        return new ReleaseNotes(lines(news, true), also, came);
    }

    private static List<String> lines(List<VersionNews.Item> news, boolean first) {
        return news.stream()
                .filter(item -> item.first() == first)
                .map(VersionNews.Item::says)
                .toList();
    }

    /** Parts that are there in both, and of another release now. */
    private List<String> parts(Release before, Release release) {
        var uses = runs.usesOf(List.of(before.run(), release.run()));
        var then = tags(uses.getOrDefault(before.run(), List.of()));
        var lines = new ArrayList<String>();
        tags(uses.getOrDefault(release.run(), List.of())).forEach((path, tag) -> {
            var was = then.get(path);
            if (was != null && !was.equals(tag))
                lines.add("is made with " + path + " " + tag + ", where it was " + was);
        });
        return lines.stream().sorted().toList();
    }

    private static Map<String, String> tags(List<Use> uses) {
        var tags = new HashMap<String, String>();
        uses.forEach(use -> tags.put(use.used().path(), use.used().tag()));
        return tags;
    }
}
