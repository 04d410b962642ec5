package dev.softservice.runner.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The values that names have in {@code FROM}: those that {@code ARG} declares before the first of them. */
final class BuildArgs {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /** Some engines set these themselves, from the machine or the platform asked for. */
    private static final Pattern OF_THE_ENGINE =
            Pattern.compile("(BUILD|TARGET)(PLATFORM|OS|ARCH|VARIANT|OSVERSION)|TARGETSTAGE");

    private static final int DEPTH = 20;
    /** More than any reference has: names that hold each other's values grow without end. */
    private static final int LONGEST = 4_000;

    private final Map<String, String> given;
    private final char escape;
    private final Map<String, String> values = new HashMap<>();
    private final Set<String> unsure = new HashSet<>();

    BuildArgs(Map<String, String> given, char escape) {
        this.given = given;
        this.escape = escape;
    }

    /** Takes what one ARG declares; false: engines would differ on what that is. */
    boolean declare(String declarations) {
        var words = DockerfileWords.shell(declarations, escape);
        if (words.isEmpty()) return false;
        for (var word : words.get()) {
            var parts = word.split("=", 2);
            if (!NAME.matcher(parts[0]).matches()) return false;
            declare(parts[0], parts.length == 2 ? Optional.of(parts[1]) : Optional.empty());
        }
        return true;
    }

    private void declare(String name, Optional<String> value) {
        var now = Optional.ofNullable(given.get(name)).or(() -> value.flatMap(this::filled));
        boolean again = values.containsKey(name) || unsure.contains(name);
        unsure.remove(name);
        values.remove(name);
        // Without a value, an ARG that stands there again keeps the old one in some engines and loses it in others.
        boolean lost = value.isPresent() && now.isEmpty() || value.isEmpty() && now.isEmpty() && again;
        boolean engines = OF_THE_ENGINE.matcher(name).matches() && !given.containsKey(name);
        if (lost || engines) unsure.add(name);
        else now.ifPresent(known -> values.put(name, known));
    }

    /** A word with its names filled in and its quotes off; empty: can't be told. */
    Optional<String> filled(String word) {
        var reading = new Reading(word);
        var filled = reading.upTo(false, 0);
        return reading.sure ? Optional.of(filled) : Optional.empty();
    }

    private final class Reading {
        private final String word;
        private int at;
        private boolean sure = true;

        Reading(String word) {
            this.word = word;
        }

        /** Up to the end, or to a closing brace. */
        String upTo(boolean brace, int depth) {
            var read = new StringBuilder();
            while (fits(read)) {
                char c = word.charAt(at++);
                if (brace && c == '}') return read.toString();
                if (c == '\'') single(read);
                else if (c == '"') twofold(read, depth);
                else if (c == '$') read.append(name(depth));
                else if (c != escape) read.append(c);
                else if (at < word.length()) read.append(word.charAt(at++));
                else sure = false;
            }
            sure &= !brace;
            return read.toString();
        }

        private boolean fits(StringBuilder read) {
            if (read.length() > LONGEST) unsure();
            return at < word.length();
        }

        private void single(StringBuilder read) {
            int end = word.indexOf('\'', at);
            sure &= end >= 0;
            if (end < 0) end = word.length();
            read.append(word, at, end);
            at = Math.min(end + 1, word.length());
        }

        private void twofold(StringBuilder read, int depth) {
            while (fits(read)) {
                char c = word.charAt(at++);
                if (c == '"') return;
                if (c == '$') read.append(name(depth));
                else if (c == escape && at < word.length()) {
                    char next = word.charAt(at++);
                    if (next != '"' && next != '$' && next != escape) read.append(c);
                    read.append(next);
                } else read.append(c);
            }
            sure = false;
        }

        private String name(int depth) {
            boolean brace = word.startsWith("{", at);
            if (brace) at++;
            var found = NAME.matcher(word).region(at, word.length());
            if (!found.lookingAt() || depth > DEPTH) return unsure();
            at = found.end();
            var value = value(found.group());
            if (!brace) return value.orElse("");
            if (word.startsWith("}", at)) {
                at++;
                return value.orElse("");
            }
            boolean empty = word.startsWith(":", at);
            if (empty) at++;
            if (at >= word.length()) return unsure();
            char kind = word.charAt(at++);
            if (kind != '-' && kind != '+') return unsure();
            var other = upTo(true, depth + 1);
            boolean there = value.isPresent() && !(empty && value.get().isEmpty());
            if (kind == '-') return there ? value.get() : other;
            return there ? other : "";
        }

        private Optional<String> value(String name) {
            if (values.containsKey(name)) return Optional.of(values.get(name));
            if (unsure.contains(name)
                    || given.containsKey(name)
                    || OF_THE_ENGINE.matcher(name).matches()) sure = false;
            return Optional.empty();
        }

        private String unsure() {
            sure = false;
            at = word.length();
            return "";
        }
    }
}
