package dev.softservice.manifest.fields;

import dev.softservice.manifest.model.InterpolatedText;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.RefusedKey;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names with values, in both forms of Compose: a mapping, or a list of {@code NAME=value}. */
public final class Pairs {
    private static final int MOST = 1000;

    private final Context context;

    public Pairs(Context context) {
        this.context = context;
    }

    /** Environment variables and build arguments; one without a value is the parameter of its name. */
    public Map<String, Template> templates(Node node, String label) {
        Map<String, Template> pairs = new LinkedHashMap<>();
        forEach(
                node,
                label,
                (name, value) -> pairs.put(
                        name,
                        value.isNull()
                                ? context.interpolation.templateOf(
                                        passedThrough(name, value.mark()), value.mark(), java.util.Set.of())
                                : context.interpolation.template(value)));
        return Collections.unmodifiableMap(pairs);
    }

    /** Labels: fixed at release. */
    public Map<String, String> texts(Node node, String label) {
        Map<String, String> pairs = new LinkedHashMap<>();
        forEach(node, label, (name, value) -> {
            if (name.startsWith("dev.softservice.") || name.startsWith("com.docker.")) {
                context.notes.refuse(value.mark(), RefusedKey.RESERVED_LABEL, Quote.quote(name));
            }
            if (Interpolation.asksTheMachine(value) || namesParameter(value)) {
                context.error(
                        value.mark(),
                        Rule.IGNORED_VALUE,
                        "the label " + Quote.quote(name)
                                + " has no effect here: labels are fixed when the distro is released, and this one"
                                + " holds a variable");
                return;
            }
            pairs.put(
                    name,
                    value.isNull() ? "" : context.interpolation.plain(value).orElse(""));
        });
        return Collections.unmodifiableMap(pairs);
    }

    /** Compose hands such a variable on from the environment of the person who starts it; here a parameter takes its place. */
    private String passedThrough(String name, Mark mark) {
        var fixed = context.scope.fixed(name);
        if (fixed.isPresent()) return fixed.get().value().replace("$", "$$");
        var declared = context.scope.parameterOf(name);
        if (declared.isPresent()) return "${parameters." + declared.get() + "}";
        var beside = context.scope.beside(mark.path(), name);
        if (beside.isPresent()) return beside.get().source();
        context.notes.missing(name);
        context.error(
                mark,
                Rule.COMPOSE_VARIABLE,
                Quote.quote(name) + " has no value, since nothing of the host's environment is visible",
                "give it one, or declare" + " the parameter " + Quote.quote(KnownNames.parameterFor(name)) + " in "
                        + Manifest.FILE_NAME);
        return "";
    }

    /** A variable with a default that is a parameter as well. */
    private boolean namesParameter(ScalarNode value) {
        var text = InterpolatedText.of(value.text(), value.mark().isCompose());
        return text.variables().stream()
                        .anyMatch(use -> context.scope.parameterOf(use.name()).isPresent())
                || new Template(value.text()).references().stream().anyMatch(name -> name.startsWith("parameters."));
    }

    private interface Pair {
        void take(String name, ScalarNode value);
    }

    private void forEach(Node node, String label, Pair pair) {
        if (!(node instanceof MapNode || node instanceof ListNode)) {
            context.values.wrong(node, label, "a mapping, or a list of NAME=value");
            return;
        }
        int size = node instanceof MapNode map
                ? map.entries().size()
                : ((ListNode) node).items().size();
        if (size > MOST) {
            context.error(
                    node.mark(),
                    Rule.OUT_OF_RANGE,
                    Quote.quote(label) + " has " + size + " entries",
                    "at most " + MOST + " are accepted: put them into a file");
            return;
        }
        if (node instanceof MapNode map) {
            map.entries().forEach((name, entry) -> one(name, entry.keyMark(), entry.value(), pair));
        } else if (node instanceof ListNode list) {
            for (var item : list.items()) {
                context.values.scalar(item, label).ifPresent(scalar -> {
                    int equals = scalar.text().indexOf('=');
                    var name = equals < 0 ? scalar.text() : scalar.text().substring(0, equals);
                    var value = equals < 0
                            ? new ScalarNode(scalar.mark(), "", ScalarType.NULL)
                            : new ScalarNode(scalar.mark(), scalar.text().substring(equals + 1), ScalarType.TEXT);
                    one(name, scalar.mark(), value, pair);
                });
            }
        }
    }

    private ScalarNode handed(String name, ScalarNode scalar) {
        var text = Handed.text(scalar);
        if (text.equals(scalar.text())) return scalar;
        context.error(
                scalar.mark(),
                Rule.UNQUOTED_VALUE,
                Quote.quote(name) + " is " + Quote.quote(text) + ", as in Compose, since " + scalar.text()
                        + " without quotes is " + (scalar.type() == ScalarType.BOOLEAN ? "a truth value" : "a number"),
                "write it in quotes to keep it as it stands");
        return new ScalarNode(scalar.mark(), text, ScalarType.TEXT);
    }

    private void one(String name, Mark mark, Node value, Pair pair) {
        if (name.isEmpty()
                || name.length() > 256
                || name.chars().anyMatch(c -> c <= ' ' || c == '=' || c == '$' || c == 127)) {
            context.error(
                    mark,
                    Rule.BAD_NAME,
                    Quote.quote(name) + " is not a name",
                    "use up to 256 letters, digits, dots, dashes and underscores");
        } else if (value instanceof ScalarNode scalar && scalar.isNull()) {
            pair.take(name, new ScalarNode(mark, "", ScalarType.NULL));
        } else {
            context.values.scalar(value, name).ifPresent(scalar -> pair.take(name, handed(name, scalar)));
        }
    }
}
