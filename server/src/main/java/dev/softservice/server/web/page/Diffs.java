package dev.softservice.server.web.page;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.softservice.server.git.Comparison;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.PullVersion;
import dev.softservice.server.pull.Versions;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.review.LinePlace;
import dev.softservice.server.review.Side;
import dev.softservice.server.web.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Differences as they are shown: bounded, each file by itself, kept because two commits never differ in another way. */
public final class Diffs {
    private static final Comparison.Limits LIMITS = new Comparison.Limits(200, 4_000, 1_000, 1_000, 1 << 20);
    private static final int OPEN_LINES = 400;

    /** {@code before}, {@code after}: line numbers, empty where there is none. */
    record Line(String kind, String before, String after, String text, List<Talk.Thread> threads) {
        Line(String kind, String before, String after, String text) {
            this(kind, before, after, text, List.of());
        }

        private boolean is(LinePlace place) {
            return (place.side() == Side.OLD ? before : after).equals(Integer.toString(place.line()))
                    && !kind.equals(place.side() == Side.OLD ? "add" : "del");
        }
    }

    /** The file's names on both sides, as git has them. */
    record Names(String old, String now) {}

    /** {@code form}: for a comment on a line; empty where the visitor may not. */
    record File(
            Names names,
            String path,
            String what,
            int added,
            int removed,
            boolean open,
            String note,
            List<Line> lines,
            List<LineForm> form) {}

    /** {@code old}: lines of the old side may be spoken of too. */
    record LineForm(String href, int version, boolean old) {}

    /** A thread where it belongs in these differences. */
    record Placed(LinePlace place, Talk.Thread thread) {}

    record Diff(String heading, int added, int removed, List<File> files, String note, String more) {
        /** With the threads on their lines, as far as those are shown. */
        Diff with(List<Placed> threads, Optional<LineForm> form) {
            return new Diff(
                    heading,
                    added,
                    removed,
                    files.stream().map(file -> talked(file, threads, form)).toList(),
                    note,
                    more);
        }

        private static File talked(File file, List<Placed> threads, Optional<LineForm> form) {
            var here = threads.stream()
                    .filter(placed -> placed.place()
                            .path()
                            .equals(
                                    placed.place().side() == Side.OLD
                                            ? file.names().old()
                                            : file.names().now()))
                    .toList();
            return new File(
                    file.names(),
                    file.path(),
                    file.what(),
                    file.added(),
                    file.removed(),
                    file.open() || !here.isEmpty(),
                    file.note(),
                    here.isEmpty()
                            ? file.lines()
                            : file.lines().stream()
                                    .map(line -> talked(line, here))
                                    .toList(),
                    file.lines().isEmpty() ? List.of() : form.stream().toList());
        }

        private static Line talked(Line line, List<Placed> here) {
            var threads = here.stream()
                    .filter(placed -> line.is(placed.place()))
                    .map(Placed::thread)
                    .toList();
            return threads.isEmpty() ? line : new Line(line.kind(), line.before(), line.after(), line.text(), threads);
        }
    }

    private record Key(long repository, Optional<PullVersion> older, PullVersion newer) {}

    private final Versions versions;
    private final Cache<Key, Diff> kept = Caffeine.newBuilder()
            .maximumWeight(200_000)
            .weigher((Key _, Diff diff) -> 10
                    + diff.files().stream()
                            .mapToInt(file -> 1 + file.lines().size())
                            .sum())
            .build();

    public Diffs(Versions versions) {
        this.versions = versions;
    }

    /** All versions of a pull request, from the first to the newest. */
    List<PullVersion> versions(PullRequest pull) {
        return versions.list(pull);
    }

    /** What the version's author changed. */
    Diff whole(HostedRepository repository, PullVersion version) {
        return kept.get(
                new Key(repository.id(), Optional.empty(), version),
                _ -> diff(versions.changes(repository, version, LIMITS), ""));
    }

    /** What changed from one version to the other. */
    Diff since(HostedRepository repository, PullVersion older, PullVersion newer) {
        return kept.get(new Key(repository.id(), Optional.of(older), newer), _ -> {
            var between = versions.between(repository, older, newer, LIMITS);
            return diff(
                    between.comparison(),
                    between.carried()
                            ? ""
                            : "Version " + older.number() + " conflicts with what version " + newer.number()
                                    + " starts from, so what came from the base branch is among these changes.");
        });
    }

    /** {@code note}: what a reader must know of how it was made. */
    static Diff diff(Comparison comparison, String note) {
        var files = comparison.files().stream().map(Diffs::file).toList();
        var more = comparison.truncated()
                ? "More files changed than are shown here. Fetch the version to see all of them."
                : "";
        return new Diff(
                Words.count(files.size(), "changed file"), comparison.added(), comparison.removed(), files, note, more);
    }

    private static File file(Comparison.FileChange change) {
        var lines = new ArrayList<Line>();
        for (var hunk : change.hunks()) {
            lines.add(new Line(
                    "hunk",
                    "",
                    "",
                    "@@ −" + hunk.oldStart() + "," + hunk.oldLines() + " +" + hunk.newStart() + "," + hunk.newLines()));
            hunk.lines().forEach(line -> lines.add(line(line)));
        }
        var path = change.oldPath().equals(change.newPath())
                ? change.newPath()
                : change.oldPath() + " → " + change.newPath();
        return new File(
                new Names(change.oldPath(), change.newPath()),
                Text.showableName(path),
                what(change),
                change.added(),
                change.removed(),
                lines.size() <= OPEN_LINES,
                note(change),
                lines,
                List.of());
    }

    private static Line line(Comparison.Line line) {
        var kind = switch (line.kind()) {
            case CONTEXT -> "same";
            case ADDED -> "add";
            case REMOVED -> "del";
        };
        var text = Text.showable(line.text().replace("\r", "␍")) + (line.unended() ? " ⏎̸ no newline at the end" : "");
        return new Line(
                kind,
                line.oldNumber() == 0 ? "" : Integer.toString(line.oldNumber()),
                line.newNumber() == 0 ? "" : Integer.toString(line.newNumber()),
                text);
    }

    private static String what(Comparison.FileChange change) {
        var mode = change.oldMode().equals(change.newMode())
                        || change.oldMode().equals("000000")
                        || change.newMode().equals("000000")
                ? ""
                : ", mode " + change.oldMode() + " → " + change.newMode();
        return switch (change.change()) {
                    case ADDED -> "new file";
                    case MODIFIED -> "changed";
                    case DELETED -> "deleted";
                    case RENAMED -> "renamed";
                    case COPIED -> "copied";
                }
                + mode;
    }

    private static String note(Comparison.FileChange change) {
        if (change.binary()) return "Not text.";
        return change.truncated() ? "Too large to be shown whole. Fetch the version to see all of it." : "";
    }
}
