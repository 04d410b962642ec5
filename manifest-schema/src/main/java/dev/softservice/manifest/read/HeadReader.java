package dev.softservice.manifest.read;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.files.RepositoryPath;
import dev.softservice.manifest.model.Manifest.About;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.VersionLine;
import dev.softservice.manifest.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** What the catalog shows of a distro, and its version. */
final class HeadReader {
    private static final Pattern VERSION =
            Pattern.compile("(0|[1-9]\\d{0,5})\\.(0|[1-9]\\d{0,5})(?:\\.(0|[1-9]\\d{0,5}))?");
    private static final int LONGEST_LIST = 20;

    private final Context context;

    HeadReader(Context context) {
        this.context = context;
    }

    void format(Fields fields) {
        fields.require("softservice", "name", "version");
        fields.node("softservice").ifPresent(node -> {
            var format = context.values.scalar(node, "softservice");
            if (format.isPresent() && !format.get().text().equals("v1")) {
                context.error(
                        node.mark(),
                        Rule.FORMAT_VERSION,
                        "the format " + Quote.quote(format.get().text()) + " is not known here",
                        "write `softservice: v1`, or upgrade softservice");
            }
        });
    }

    About about(Fields fields) {
        var name = matching(
                fields,
                "name",
                new Form(
                        "[a-z][a-z0-9-]{1,38}",
                        "2 to 39 lower-case letters, digits and dashes, a letter first",
                        Rule.BAD_NAME));
        var title = matching(fields, "title", Form.line(80));
        var summary = matching(fields, "summary", Form.line(300));
        var license = matching(
                fields,
                "license",
                new Form("[A-Za-z0-9.+() -]{1,200}", "an SPDX expression such as Apache-2.0", Rule.BAD_VALUE));
        var homepage = matching(
                fields,
                "homepage",
                new Form("https?://[^\\s<>\"'`\\\\]{1,500}", "an http or https address", Rule.BAD_VALUE));
        var icon = fields.text("icon").flatMap(path -> icon(path, fields));
        return new About(
                name.orElse(""),
                title.or(() -> name).orElse(""),
                summary.orElse(""),
                license,
                homepage,
                icon,
                texts(fields, "maintainers", "[^\\x00-\\x1f\\x7f]{1,200}", "one line of up to 200 characters"),
                texts(fields, "categories", "[a-z][a-z0-9-]{0,38}", "a lower-case word such as collaboration"));
    }

    /** How a text must look: a regular expression, the same in words, and the rule that others break. */
    private record Form(String pattern, String wanted, Rule rule) {
        static Form line(int longest) {
            return new Form(
                    "[^\\x00-\\x1f\\x7f]{1," + longest + "}",
                    "one line of up to " + longest + " characters",
                    Rule.OUT_OF_RANGE);
        }
    }

    private Optional<String> matching(Fields fields, String key, Form form) {
        return fields.text(key).filter(text -> matches(text, fields.node(key).orElseThrow(), key, form));
    }

    private boolean matches(String text, Node node, String key, Form form) {
        if (text.matches(form.pattern())) return true;
        context.error(
                node.mark(), form.rule(), Quote.quote(key) + " is " + Quote.quote(text), "write " + form.wanted());
        return false;
    }

    private List<String> texts(Fields fields, String key, String pattern, String wanted) {
        var items = fields.items(key);
        if (items.size() > LONGEST_LIST) {
            context.error(
                    fields.markOf(key),
                    Rule.OUT_OF_RANGE,
                    Quote.quote(key) + " has " + items.size() + " entries",
                    "at most " + LONGEST_LIST + " are accepted");
            return List.of();
        }
        var texts = new ArrayList<String>();
        for (var item : items) {
            context.values
                    .text(item, key)
                    .filter(text -> matches(text, item, key, new Form(pattern, wanted, Rule.BAD_VALUE)))
                    .ifPresent(texts::add);
        }
        return List.copyOf(texts);
    }

    private Optional<String> icon(String path, Fields fields) {
        var mark = fields.node("icon").orElseThrow().mark();
        var file = RepositoryPath.resolve(".", path);
        if (file.isEmpty()) {
            context.error(
                    mark,
                    Rule.PATH_OUTSIDE,
                    "`icon` names " + Quote.quote(path) + ", which is not inside the repository",
                    "copy the picture in");
        } else if (!path.matches("(?i).*\\.(svg|png|webp|jpe?g)")) {
            context.values.bad(mark, "icon", path, "the path of an svg, png, webp or jpg picture");
        } else if (context.kind(file.get())
                .filter(kind -> kind == RepositoryFiles.Kind.FILE)
                .isEmpty()) {
            context.error(
                    mark,
                    Rule.MISSING_FILE,
                    Quote.quote(file.get()) + " is not in the repository",
                    "add it, or remove `icon`");
        }
        return file;
    }

    VersionLine version(Fields fields) {
        var nothing = new VersionLine(0, 0, OptionalInt.empty());
        var text = fields.text("version");
        if (text.isEmpty()) return nothing;
        var matcher = VERSION.matcher(text.get());
        if (!matcher.matches()) {
            context.values.bad(
                    fields.node("version").orElseThrow().mark(),
                    "version",
                    text.get(),
                    "\"2.3\" for a line of releases, or \"2.3.1\" for one release");
            return nothing;
        }
        return new VersionLine(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                matcher.group(3) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(matcher.group(3))));
    }
}
