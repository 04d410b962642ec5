package dev.softservice.server.web.page;

import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Imports;
import dev.softservice.server.web.Text;
import java.util.List;

/** What of an imported repository a page shows as not verified. */
final class Imported {
    private static final int SHOWN = 100;

    /** {@code object}: what it points to, and where its files are shown. */
    record Line(String name, String object, String href) {}

    /** {@code lines} is empty where nothing of that kind was imported; {@code more}: where all of it is, if there is more. */
    record Section(String source, List<Line> lines, String more) {
        static final Section NONE = new Section("", List.of(), "");
    }

    private Imported() {}

    /** Those whose full names begin with {@code prefix}; it is not shown. */
    static Section of(Imports imports, HostedRepository repository, String prefix) {
        var imported = imports.find(repository);
        if (imported.isEmpty()) return Section.NONE;
        var kept = imports.list(repository, prefix, 0, SHOWN + 1);
        return new Section(
                Text.showableName(imported.get().source()),
                kept.stream()
                        .limit(SHOWN)
                        .map(one -> new Line(
                                Text.showableName(one.ref().substring(prefix.length())),
                                one.object().name(),
                                "/" + repository.name() + "/files/"
                                        + one.object().name()))
                        .toList(),
                kept.size() > SHOWN ? "/api/v1/repos/" + repository.name() + "/import" : "");
    }
}
