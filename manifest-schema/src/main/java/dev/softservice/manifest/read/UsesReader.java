package dev.softservice.manifest.read;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.model.Manifest.Use;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.yaml.Node;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code uses}: the distros that this one is made of. */
final class UsesReader {
    private static final int MOST = 50;
    private static final Pattern ON_HUB = Pattern.compile("[a-z0-9][a-z0-9-]{0,38}/[a-z][a-z0-9-]{1,38}");
    /** No {@code file:} and {@code ssh:}: the program that resolves would read them with its own rights. */
    private static final Pattern GIT_URL =
            Pattern.compile("https?://[A-Za-z0-9.-]+(?::\\d{1,5})?/[A-Za-z0-9_.~/-]{1,400}");

    private static final String PARTIAL = "v?(?:\\d{1,9}|[xX*])(?:\\.(?:\\d{1,9}|[xX*])){0,2}(?:-[0-9A-Za-z.-]{1,64})?";
    private static final String COMPARATOR = "(?:\\^|~>?|>=|<=|>|<|=)?\\s*" + PARTIAL;
    private static final String SET =
            "(?:" + PARTIAL + "\\s+-\\s+" + PARTIAL + "|" + COMPARATOR + "(?:\\s+" + COMPARATOR + "){0,7})";
    private static final Pattern RANGE = Pattern.compile("\\s*" + SET + "(?:\\s*\\|\\|\\s*" + SET + "){0,7}\\s*");

    private final Context context;

    UsesReader(Context context) {
        this.context = context;
    }

    Map<String, Use> read(Fields manifest) {
        var entries = manifest.entries("uses");
        if (entries.size() > MOST) {
            context.error(
                    manifest.markOf("uses"),
                    Rule.OUT_OF_RANGE,
                    "`uses` has " + entries.size() + " entries",
                    "at most " + MOST + " are accepted: put some into a distro of their own");
            return Map.of();
        }
        Map<String, Use> uses = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            if (!name.matches(ManifestReader.SHORT_NAME)) {
                context.error(
                        entry.keyMark(),
                        Rule.BAD_NAME,
                        "the use name " + Quote.quote(name)
                                + " must be up to 39 lower-case letters, digits and dashes, a letter first");
            }
            Fields.of(entry.value(), name, context).flatMap(this::use).ifPresent(use -> uses.put(name, use));
        });
        var done = new HashSet<String>();
        uses.keySet().forEach(name -> circle(name, uses, manifest, new ArrayDeque<>(), done));
        return Collections.unmodifiableMap(uses);
    }

    private Optional<Use> use(Fields fields) {
        fields.require("distro", "version");
        var distro = fields.text("distro");
        var range = fields.text("version");
        Map<String, Template> with = new LinkedHashMap<>();
        fields.entries("with")
                .forEach((name, entry) ->
                        context.values.template(entry.value(), name).ifPresent(value -> with.put(name, value)));
        fields.done();
        distro.filter(text -> !ON_HUB.matcher(text).matches()
                        && !GIT_URL.matcher(text).matches())
                .ifPresent(text -> context.values.bad(
                        place(fields, "distro").mark(),
                        "distro",
                        text,
                        "owner/name of a distro on the same hub, or the https address of its Git repository"
                                + " without a password"));
        range.filter(text -> text.length() > 200 || !RANGE.matcher(text).matches())
                .ifPresent(text -> context.values.bad(
                        place(fields, "version").mark(),
                        "version",
                        text,
                        "a range such as ^15.0, ~2.3 or \">=1.2 <2\""));
        return distro.isPresent() && range.isPresent()
                ? Optional.of(new Use(distro.get(), range.get(), Collections.unmodifiableMap(with)))
                : Optional.empty();
    }

    private static Node place(Fields fields, String key) {
        return fields.node(key).orElseThrow();
    }

    /** A use whose settings need another's address must not be needed by that one. */
    private void circle(String name, Map<String, Use> uses, Fields manifest, Deque<String> path, Set<String> done) {
        if (path.contains(name)) {
            var mark =
                    Objects.requireNonNull(manifest.entries("uses").get(name)).keyMark();
            context.error(
                    mark,
                    Rule.CYCLE,
                    "the settings of uses need each other in a circle through " + Quote.quote(name),
                    "give one of them a fixed value");
            return;
        }
        var use = uses.get(name);
        if (use == null || done.contains(name)) return;
        path.push(name);
        use.with().values().stream()
                .flatMap(template -> template.references().stream())
                .filter(reference -> reference.startsWith("uses."))
                .map(reference -> reference.split("\\.")[1])
                .distinct()
                .forEach(next -> circle(next, uses, manifest, path, done));
        path.pop();
        done.add(name);
    }
}
