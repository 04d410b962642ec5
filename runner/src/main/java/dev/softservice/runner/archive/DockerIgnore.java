package dev.softservice.runner.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What {@code .dockerignore} leaves out, by the rules of Docker's documentation: the last line that matches a path or a folder above it decides. */
final class DockerIgnore {
    static final DockerIgnore NONE = new DockerIgnore(List.of());

    private record Rule(Pattern pattern, boolean exception) {}

    private final List<Rule> rules;

    private DockerIgnore(List<Rule> rules) {
        this.rules = rules;
    }

    static DockerIgnore parse(String text) {
        var rules = new ArrayList<Rule>();
        for (var raw : text.lines().toList()) {
            var line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) continue;
            boolean exception = line.startsWith("!");
            var glob = (exception ? line.substring(1) : line)
                    .strip()
                    .replaceAll("/+", "/")
                    .replaceAll("^(\\./|/)+|/+$|/\\.$", "");
            if (!glob.isEmpty() && !glob.equals(".")) rules.add(new Rule(Pattern.compile(regex(glob)), exception));
        }
        return new DockerIgnore(List.copyOf(rules));
    }

    /** {@code path} relative to the context, with slashes. */
    boolean ignores(String path) {
        boolean ignored = false;
        for (var rule : rules) {
            if (ignored == rule.exception() && matches(rule.pattern(), path)) ignored = !rule.exception();
        }
        return ignored;
    }

    private static boolean matches(Pattern pattern, String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (pattern.matcher(path.substring(0, end)).matches()) return true;
        }
        return false;
    }

    /** Go's filepath.Match and {@code **}: a star stays inside one name. */
    private static String regex(String glob) {
        var regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (glob.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (glob.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '[' && glob.indexOf(']', i + 2) > 0) {
                int end = glob.indexOf(']', i + 2);
                var members = glob.substring(i + 1, end)
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("&&", "&\\&");
                regex.append('[').append(members).append(']');
                i = end;
            } else {
                if (c == '\\' && i + 1 < glob.length()) c = glob.charAt(++i);
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }
}
