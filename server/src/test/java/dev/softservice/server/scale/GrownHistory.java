package dev.softservice.server.scale;

import dev.softservice.server.Trees;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.RefChange;
import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;

/** The commits of one repository: a main branch, and pull requests on it with their merge results; in one pack, as upkeep would leave them. */
final class GrownHistory {
    private static final int FILES = 30;
    private static final Instant BEGAN = Instant.parse("2025-01-01T00:00:00Z");

    /** A commit and its tree. */
    record Made(ObjectId commit, ObjectId tree) {}

    /** One pull request; {@code base}: which of main's commits it is merged with, counted from 0. */
    record Proposed(ObjectId head, Made merged, int base) {}

    /** {@code main}: oldest first. */
    record Grown(List<Made> main, List<Proposed> pulls) {}

    private final ObjectInserter inserter;
    private int minutes;

    private GrownHistory(ObjectInserter inserter) {
        this.inserter = inserter;
    }

    /** {@code commits} of main, and {@code pulls} pull requests, merged with one of the newest five of them. Nothing is there yet. */
    static Grown in(GitStore git, RepositoryName name, int commits, int pulls) {
        var repository = git.open(name);
        try (var inserter = ((ObjectDirectory) repository.getObjectDatabase()).newPackInserter()) {
            var grown = new GrownHistory(inserter).grow(name, commits, pulls);
            inserter.flush();
            var refs = new ArrayList<RefChange>();
            refs.add(made("refs/heads/main", grown.main().getLast().commit()));
            for (int i = 0; i < pulls; i++) {
                refs.add(made(
                        "refs/pull/" + (i + 1) + "/head", grown.pulls().get(i).head()));
                refs.add(made(
                        "refs/pull/" + (i + 1) + "/merge",
                        grown.pulls().get(i).merged().commit()));
            }
            if (!git.moveRefs(name, refs, "filled")) throw new IllegalStateException("refs of " + name);
            return grown;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static RefChange made(String ref, ObjectId to) {
        return new RefChange(ref, Optional.empty(), Optional.of(to));
    }

    private Grown grow(RepositoryName name, int commits, int pulls) throws IOException {
        var files = new TreeMap<String, String>();
        for (int i = 0; i < FILES; i++) files.put("pages/page-" + i + ".txt", text(i, 0));
        files.put("README.md", "# " + name.name() + "\n\nA wiki that a small team owns and runs itself.\n");
        files.put("softservice.yaml", manifest(name.name()));
        var main = new ArrayList<Made>();
        var trees = new ArrayList<TreeMap<String, String>>();
        for (int i = 0; i < commits; i++) {
            files.put("pages/page-" + i % FILES + ".txt", text(i % FILES, i));
            main.add(commit(
                    files, main.isEmpty() ? List.of() : List.of(main.getLast().commit()), "Step " + i));
            trees.add(new TreeMap<>(files));
        }
        var proposed = new ArrayList<Proposed>();
        for (int i = 1; i <= pulls; i++) {
            int base = commits - 1 - i % Math.min(commits, 5);
            var changed = new TreeMap<>(trees.get(base));
            changed.put("pages/page-" + i % FILES + ".txt", text(i % FILES, 1_000 + i));
            changed.put("pages/new-" + i + ".txt", text(i, i));
            var head = commit(changed, List.of(main.get(base).commit()), "Change " + i);
            var merged = commit(changed, List.of(main.get(base).commit(), head.commit()), "Merge " + i);
            proposed.add(new Proposed(head.commit(), merged, base));
        }
        return new Grown(main, proposed);
    }

    private static String text(int page, int version) {
        var text = new StringBuilder("Page " + page + "\n");
        for (int line = 0; line < 40; line++)
            text.append("Line ")
                    .append(line)
                    .append(line % 13 == version % 13 ? " as of version " + version : " of this page")
                    .append('\n');
        return text.toString();
    }

    private Made commit(TreeMap<String, String> files, List<ObjectId> parents, String message) throws IOException {
        var commit = new CommitBuilder();
        commit.setTreeId(Trees.write(inserter, files));
        commit.setParentIds(parents);
        var who = new PersonIdent("Ann", "ann@example.org", BEGAN.plusSeconds(60L * ++minutes), ZoneOffset.UTC);
        commit.setAuthor(who);
        commit.setCommitter(who);
        commit.setMessage(message + "\n\nBecause of what people asked for.\n");
        return new Made(inserter.insert(commit), commit.getTreeId());
    }

    /** What every distro of a filled hub is. */
    static String manifest(String name) {
        return """
            softservice: v1
            name: %s
            title: Team wiki %s
            summary: A wiki that a small team owns and runs itself.
            version: "1.0"
            categories: [collaboration]
            parameters:
              site-name: {type: string, default: Team wiki}
              port: {type: port, default: 8080}
            services:
              web: {image: "nginx:1.22", expose: [80]}
            provides: {http: {service: web, port: 80}}
            tests:
              - {name: the front page answers, http: {get: "http://web/"}}
            """.formatted(name, name);
    }
}
