package dev.softservice.runner.cli;

import dev.softservice.manifest.importing.Told;
import dev.softservice.manifest.model.Manifest;
import java.util.List;
import java.util.stream.Collectors;

/** What became of a Compose file, to be read in half a minute: what is lost first, one short row each. All of it stands in full in the manifest's last lines. */
final class InitTable {
    private static final int MOST_ROWS = 12;
    private static final int LEAST_ROOM = 110;

    private final Screen screen;

    InitTable(Screen screen) {
        this.screen = screen;
    }

    void show(List<Told> told) {
        for (var kind : Told.Kind.values()) {
            var rows = told.stream().filter(one -> one.kind() == kind).toList();
            if (rows.isEmpty()) continue;
            if (kind == Told.Kind.IDLE) {
                screen.line(kind.title() + ": " + rows.stream().map(Told::text).collect(Collectors.joining(", ")));
                continue;
            }
            screen.line(kind.title() + ":");
            int wide = rows.stream().mapToInt(row -> row.place().length()).max().orElse(0);
            for (var row : rows.subList(0, Math.min(MOST_ROWS, rows.size())))
                screen.line(("  %-" + wide + "s  %s").formatted(row.place(), cut(row.text(), wide)));
            if (rows.size() > MOST_ROWS)
                screen.line("  and " + (rows.size() - MOST_ROWS) + " more, in the last lines of " + Manifest.FILE_NAME);
        }
    }

    private String cut(String text, int wide) {
        int room = Math.max(LEAST_ROOM, screen.width() - wide - 4);
        return text.length() <= room ? text : text.substring(0, room - 2).strip() + " …";
    }
}
