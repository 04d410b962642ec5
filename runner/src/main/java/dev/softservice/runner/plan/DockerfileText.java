package dev.softservice.runner.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A Dockerfile's text cut into instructions as the engine cuts it: lines end at a line feed, comments are left out, continued lines
 * joined, here-documents kept apart.
 *
 * @param directives the lines at the top that the engine takes as directives
 * @param doubt      where versions of the engine cut this text differently: which line, and what to write instead
 */
record DockerfileText(List<Instruction> instructions, List<String> directives, char escape, Optional<String> doubt) {
    /**
     * One instruction.
     *
     * @param text its lines joined, without indentation in front
     * @param body the lines of its here-documents, each with the line that ends it
     */
    record Instruction(String text, List<String> body) {
        /** Its name in lower case. */
        String name() {
            return DockerfileWords.first(text).toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern DIRECTIVE = Pattern.compile("#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+)");
    private static final Pattern HERE = Pattern.compile("\\d*<<(-?)([^<]+)");
    private static final Pattern HERE_NAME = Pattern.compile("(['\"]?)([A-Za-z0-9_.-]+)\\1");
    private static final Set<String> WITH_HERE_DOCUMENTS = Set.of("run", "copy", "add");
    private static final Set<String> NAMES = Set.of(
            "add",
            "arg",
            "cmd",
            "copy",
            "entrypoint",
            "env",
            "expose",
            "from",
            "healthcheck",
            "label",
            "maintainer",
            "onbuild",
            "run",
            "shell",
            "stopsignal",
            "user",
            "volume",
            "workdir");

    static DockerfileText of(String text) {
        return new Cutter(lines(text)).cut();
    }

    /** As they stand: a carriage return alone ends no line. */
    private static List<String> lines(String text) {
        var lines = new ArrayList<String>();
        for (var line : (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\n", -1))
            lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        return lines;
    }

    private static final class Cutter {
        private final List<String> lines;
        private final List<Instruction> instructions = new ArrayList<>();
        private final List<String> directives = new ArrayList<>();
        private char escape = '\\';
        private Optional<String> doubt = Optional.empty();
        private int next;

        Cutter(List<String> lines) {
            this.lines = lines;
        }

        DockerfileText cut() {
            directives();
            while (next < lines.size()) {
                var text = instruction();
                if (!text.isEmpty()) instructions.add(new Instruction(text, body(text)));
            }
            return new DockerfileText(List.copyOf(instructions), List.copyOf(directives), escape, doubt);
        }

        /** Directives come first of all; the first line that is none ends them. Which names are known is a matter of the engine's version. */
        private void directives() {
            boolean known = true;
            var seen = new ArrayList<String>();
            for (var raw : lines) {
                var found = DIRECTIVE.matcher(raw.strip());
                if (!found.matches()) return;
                var name = found.group(1).toLowerCase(Locale.ROOT);
                known &= name.equals("escape") || name.equals("syntax");
                boolean plain = known && raw.startsWith("#") && !seen.contains(name);
                seen.add(name);
                if (plain) directives.add(raw);
                if (!name.equals("escape")) continue;
                if (!plain || !Set.of("\\", "`").contains(found.group(2)))
                    doubt("the escape directive is not read alike by all engines; write '# escape=`' as the first"
                            + " line");
                else escape = found.group(2).charAt(0);
            }
        }

        private String instruction() {
            var line = trimmed(lines.get(next++));
            if (line.startsWith("#")) return "";
            var joined = new StringBuilder(uncontinued(line));
            boolean continues = continues(line);
            while (continues && next < lines.size()) {
                line = lines.get(next++);
                if (!counts(line)) continue;
                continues = continues(line);
                joined.append(uncontinued(line));
            }
            return trimmed(joined.toString());
        }

        /** The lines of here-documents that {@code text} begins. */
        private List<String> body(String text) {
            var words = inner(text);
            if (doubt.isPresent()
                    || !text.contains("<<")
                    || !WITH_HERE_DOCUMENTS.contains(words.name().toLowerCase(Locale.ROOT))) return List.of();
            var body = new ArrayList<String>();
            var found = DockerfileWords.shell(text);
            if (found.isEmpty()) {
                doubt("'" + Dockerfile.shown(text) + "' has an open quote beside <<; close it");
                return List.of();
            }
            for (var word : found.get()) {
                var here = HERE.matcher(word);
                if (!here.matches()) continue;
                var name = HERE_NAME.matcher(here.group(2));
                if (words.json()
                        || !name.matches()
                        || NAMES.contains(name.group(2).toLowerCase(Locale.ROOT))) {
                    doubt("'" + Dockerfile.shown(text)
                            + "' begins a here-document that engines read differently; end it by a plain word"
                            + " such as EOF");
                    return body;
                }
                if (!read(name.group(2), !here.group(1).isEmpty(), body)) return body;
            }
            return body;
        }

        private boolean read(String end, boolean tabs, List<String> body) {
            var last = "";
            for (int at = next; at < lines.size(); at++) {
                var line = lines.get(at);
                if ((tabs ? line.replaceFirst("^\t+", "") : line).equals(end)) {
                    body.addAll(lines.subList(next, at + 1));
                    next = at + 1;
                    // An engine that knows no here-documents would join the word that ends this one to the line before
                    // it.
                    if (ended(last))
                        doubt("the here-document up to " + end + " ends in an escape character; leave it out");
                    return true;
                }
                if (counts(line)) last = line;
            }
            doubt("a here-document has no line '" + end + "' that ends it");
            return false;
        }

        private boolean counts(String line) {
            var text = trimmed(line);
            return !text.isEmpty() && !text.startsWith("#");
        }

        private boolean continues(String line) {
            var text = closed(line);
            if (text.length() > 1 && ended(text) && text.charAt(text.length() - 2) == escape)
                doubt("'" + Dockerfile.shown(text)
                        + "' ends in two escape characters, which engines read differently; write one or none");
            return ended(text);
        }

        private boolean ended(String line) {
            var text = closed(line);
            return !text.isEmpty() && text.charAt(text.length() - 1) == escape;
        }

        private String uncontinued(String line) {
            if (!ended(line)) return line;
            return line.substring(0, closed(line).length() - 1);
        }

        private void doubt(String reason) {
            if (doubt.isEmpty()) doubt = Optional.of(reason);
        }
    }

    /** An instruction's name and whether it is written as a list, behind ONBUILD too. */
    private record Inner(String name, boolean json) {}

    private static Inner inner(String instruction) {
        var text = instruction;
        var name = DockerfileWords.first(text);
        while (name.equalsIgnoreCase("onbuild")) {
            text = trimmed(text.substring(name.length()));
            name = DockerfileWords.first(text);
        }
        int rest = DockerfileWords.flags(text, name.length()).end();
        return new Inner(name, text.startsWith("[", rest));
    }

    /** Without blanks at its end. */
    private static String closed(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) end--;
        return line.substring(0, end);
    }

    private static String trimmed(String line) {
        int start = 0;
        while (start < line.length() && DockerfileWords.space(line.charAt(start))) start++;
        return line.substring(start);
    }
}
