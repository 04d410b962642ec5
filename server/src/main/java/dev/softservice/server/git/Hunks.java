package dev.softservice.server.git;

import dev.softservice.server.git.Comparison.Hunk;
import dev.softservice.server.git.Comparison.Kind;
import dev.softservice.server.git.Comparison.Line;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.RawText;

/** Turns a list of edits into hunks with three lines of context. */
final class Hunks {
    private static final int CONTEXT = 3;

    record Shown(List<Hunk> hunks, int added, int removed, boolean truncated) {}

    private final RawText before;
    private final RawText after;
    private final int lineChars;

    Hunks(RawText before, RawText after, int lineChars) {
        this.before = before;
        this.after = after;
        this.lineChars = lineChars;
    }

    /** At most {@code limit} lines; {@code added} and {@code removed} count all the same. */
    Shown of(EditList edits, int limit) {
        int added = 0;
        int removed = 0;
        for (var edit : edits) {
            added += edit.getLengthB();
            removed += edit.getLengthA();
        }
        var hunks = new ArrayList<Hunk>();
        int left = limit;
        int first = 0;
        while (first < edits.size() && left > 0) {
            int last = first;
            while (last + 1 < edits.size()
                    && edits.get(last + 1).getBeginA() - edits.get(last).getEndA() <= 2 * CONTEXT) {
                last++;
            }
            var hunk = hunk(edits.subList(first, last + 1), left);
            left -= hunk.lines().size();
            hunks.add(hunk);
            first = last + 1;
        }
        var shownChanges = hunks.stream()
                .flatMap(hunk -> hunk.lines().stream())
                .filter(line -> line.kind() != Kind.CONTEXT)
                .count();
        return new Shown(List.copyOf(hunks), added, removed, shownChanges < added + removed);
    }

    private Hunk hunk(List<Edit> edits, int limit) {
        var lines = new ArrayList<Line>();
        int beginA = Math.max(0, edits.getFirst().getBeginA() - CONTEXT);
        int beginB = Math.max(0, edits.getFirst().getBeginB() - CONTEXT);
        int endA = Math.min(before.size(), edits.getLast().getEndA() + CONTEXT);
        int endB = Math.min(after.size(), edits.getLast().getEndB() + CONTEXT);
        int a = beginA;
        int b = beginB;
        for (var edit : edits) {
            while (a < edit.getBeginA() && lines.size() < limit) {
                lines.add(line(Kind.CONTEXT, a++, b++));
            }
            while (a < edit.getEndA() && lines.size() < limit) {
                lines.add(line(Kind.REMOVED, a++, b));
            }
            while (b < edit.getEndB() && lines.size() < limit) {
                lines.add(line(Kind.ADDED, a, b++));
            }
        }
        while (a < endA && lines.size() < limit) {
            lines.add(line(Kind.CONTEXT, a++, b++));
        }
        return new Hunk(
                endA == beginA ? beginA : beginA + 1,
                endA - beginA,
                endB == beginB ? beginB : beginB + 1,
                endB - beginB,
                List.copyOf(lines));
    }

    private Line line(Kind kind, int a, int b) {
        var side = kind == Kind.ADDED ? after : before;
        int index = kind == Kind.ADDED ? b : a;
        var text = side.getString(index);
        if (text.endsWith("\r")) {
            text = text.substring(0, text.length() - 1);
        }
        var unended = index == side.size() - 1 && side.isMissingNewlineAtEnd();
        return new Line(
                kind,
                kind == Kind.ADDED ? 0 : a + 1,
                kind == Kind.REMOVED ? 0 : b + 1,
                text.length() > lineChars ? text.substring(0, lineChars) + "…" : text,
                unended);
    }
}
