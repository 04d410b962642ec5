package dev.softservice.manifest.fields;

import dev.softservice.manifest.model.InterpolatedText;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.ShellWords;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads single values. {@code label} is the key, for messages. A value that can't be read becomes a problem and is
 * absent.
 */
public final class Values {
    static final int LONGEST_TEXT = 65_536;
    /** Of the characters that mean nothing by themselves. */
    private static final String STAND_IN = "\uE000";

    private final Notes notes;
    private final Interpolation interpolation;

    Values(Notes notes, Interpolation interpolation) {
        this.notes = notes;
        this.interpolation = interpolation;
    }

    public void wrong(Node node, String label, String wanted) {
        boolean nothing = node instanceof ScalarNode scalar && scalar.isNull();
        notes.add(
                node.mark(),
                Rule.WRONG_TYPE,
                Quote.quote(label) + " is " + (nothing ? "empty" : node.what()),
                nothing ? "give " + wanted + ", or remove it" : "write " + wanted);
    }

    public void bad(Mark mark, String label, String text, String wanted) {
        notes.add(mark, Rule.BAD_VALUE, Quote.quote(label) + " is " + Quote.quote(text), "write " + wanted);
    }

    /** Any single value but nothing. */
    public Optional<ScalarNode> scalar(Node node, String label) {
        if (node instanceof ScalarNode scalar && !scalar.isNull()) {
            if (scalar.text().length() <= LONGEST_TEXT) return Optional.of(scalar);
            notes.add(
                    scalar.mark(),
                    Rule.OUT_OF_RANGE,
                    Quote.quote(label) + " is longer than " + LONGEST_TEXT + " characters",
                    "put it into a file");
            return Optional.empty();
        }
        wrong(node, label, "a single value");
        return Optional.empty();
    }

    /** Text as YAML knows it: numbers and booleans must be quoted. */
    public Optional<String> text(Node node, String label) {
        if (node instanceof ScalarNode scalar && scalar.isText())
            return scalar(node, label).map(ScalarNode::text);
        wrong(
                node,
                label,
                node instanceof ScalarNode scalar && !scalar.isNull()
                        ? "it in quotes, as text: \"" + Quote.cut(scalar.text()) + "\""
                        : "text");
        return Optional.empty();
    }

    /** Text that is fixed at release; numbers and booleans must be quoted. */
    public Optional<String> plainText(Node node, String label) {
        return text(node, label).flatMap(text -> interpolation.plain((ScalarNode) node));
    }

    /** Any single value, as the author wrote it, that is fixed at release. */
    public Optional<String> plain(Node node, String label) {
        return scalar(node, label).flatMap(interpolation::plain);
    }

    public Optional<Template> templateText(Node node, String label) {
        return text(node, label).map(text -> interpolation.template((ScalarNode) node));
    }

    public Optional<Template> template(Node node, String label) {
        return scalar(node, label).map(interpolation::template);
    }

    public Optional<Boolean> bool(Node node, String label) {
        if (node instanceof ScalarNode scalar && scalar.type() == ScalarType.BOOLEAN) {
            return Optional.of(scalar.text().equalsIgnoreCase("true"));
        }
        wrong(node, label, "true or false");
        return Optional.empty();
    }

    /** As Compose takes them for a service: {@code yes} and {@code on} are text in YAML 1.2, and mean true where true or false is asked for. */
    public Optional<Boolean> flag(Node node, String label) {
        var truth = truth(node);
        if (truth.isEmpty()) wrong(node, label, "true or false");
        return truth;
    }

    /** Says no: false, in one of the ways that Compose takes. */
    public static boolean isOff(Node node) {
        return truth(node).equals(Optional.of(false));
    }

    private static Optional<Boolean> truth(Node node) {
        if (!(node instanceof ScalarNode scalar)) return Optional.empty();
        return switch (scalar.text().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> Optional.of(true);
            case "false", "no", "off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** {@code 1_000} is a number to Compose. */
    private Optional<String> number(Node node, String label) {
        return plain(node, label)
                .map(text -> node instanceof ScalarNode scalar && scalar.type() == ScalarType.OLD_NUMBER
                        ? Handed.text(scalar)
                        : text);
    }

    public OptionalInt integer(Node node, String label, int min, int max) {
        return integer(node, label, min, max, "");
    }

    /** {@code why} follows the complaint about a number outside the range. */
    public OptionalInt integer(Node node, String label, int min, int max, String why) {
        var text = number(node, label);
        if (text.isEmpty()) return OptionalInt.empty();
        if (!text.get().matches("[+-]?\\d{1,18}")) {
            bad(node.mark(), label, text.get(), "a whole number from " + min + " to " + max);
            return OptionalInt.empty();
        }
        long value = Long.parseLong(text.get());
        if (value < min || value > max) {
            notes.add(
                    node.mark(),
                    Rule.OUT_OF_RANGE,
                    Quote.quote(label) + " is " + value,
                    "it must be from " + min + " to " + max + why);
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) value);
    }

    public OptionalInt port(Node node, String label) {
        return integer(node, label, 1, 65_535);
    }

    public OptionalDouble decimal(Node node, String label, double min, double max) {
        var text = number(node, label);
        if (text.isEmpty()) return OptionalDouble.empty();
        if (!text.get().matches("\\d{1,6}(\\.\\d{1,6})?|\\.\\d{1,6}")) {
            bad(node.mark(), label, text.get(), "a number such as \"0.5\"");
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(text.get());
        if (value < min || value > max) {
            notes.add(
                    node.mark(),
                    Rule.OUT_OF_RANGE,
                    Quote.quote(label) + " is " + text.get(),
                    "it must be from " + min + " to " + max);
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(value);
    }

    Optional<Duration> duration(Node node, String label, Duration min, Duration max) {
        var text = plain(node, label);
        if (text.isEmpty()) return Optional.empty();
        var value = Units.duration(text.get());
        if (value.isEmpty()) {
            bad(node.mark(), label, text.get(), "a duration such as 20s, 1m30s or 500ms");
        } else if (value.get().compareTo(min) < 0 || value.get().compareTo(max) > 0) {
            notes.add(
                    node.mark(),
                    Rule.OUT_OF_RANGE,
                    Quote.quote(label) + " is " + text.get(),
                    "it must be from " + Units.show(min) + " to " + Units.show(max));
            return Optional.empty();
        }
        return value;
    }

    /** One above {@code most} is {@code most}, with a warning. */
    Optional<Duration> durationAtMost(Node node, String label, Duration min, Duration most) {
        boolean above = node instanceof ScalarNode scalar
                && Units.duration(scalar.text())
                        .filter(given -> given.compareTo(most) > 0)
                        .isPresent();
        if (!above) return duration(node, label, min, most);
        notes.add(
                node.mark(),
                Rule.IGNORED_VALUE,
                "more than " + Units.show(most) + " for " + Quote.quote(label)
                        + " has no effect here: that is what the service gets");
        return Optional.of(most);
    }

    public OptionalLong bytes(Node node, String label, long min, long max) {
        var text = number(node, label);
        if (text.isEmpty()) return OptionalLong.empty();
        return bytesOf(text.get(), node.mark(), label, min, max);
    }

    public OptionalLong bytesOf(String text, Mark mark, String label, long min, long max) {
        var value = Units.bytes(text);
        if (value.isEmpty()) {
            bad(mark, label, text, "a size such as 512M or 2G");
        } else if (value.getAsLong() < min || value.getAsLong() > max) {
            notes.add(
                    mark,
                    Rule.OUT_OF_RANGE,
                    Quote.quote(label) + " is " + text,
                    "it must be from " + Units.show(min) + " to " + Units.show(max));
            return OptionalLong.empty();
        }
        return value;
    }

    public Optional<String> choice(Node node, String label, List<String> choices) {
        var text = plain(node, label);
        if (text.isEmpty() || choices.contains(text.get())) return text;
        var near = Suggestion.didYouMean(text.get(), choices);
        notes.add(
                node.mark(),
                Rule.NOT_ALLOWED,
                Quote.quote(label) + " is " + Quote.quote(text.get()),
                (near.isEmpty() ? "write " + Quote.oneOf(choices) : near));
        return Optional.empty();
    }

    public Optional<List<Node>> list(Node node, String label) {
        if (node instanceof ListNode list) return Optional.of(list.items());
        wrong(node, label, "a list");
        return Optional.empty();
    }

    /** A list of single values; one value alone counts as a list of it. */
    public List<ScalarNode> oneOrMore(Node node, String label) {
        var items = node instanceof ListNode list ? list.items() : List.of(node);
        var scalars = new ArrayList<ScalarNode>();
        for (var item : items) scalar(item, label).ifPresent(scalars::add);
        return scalars;
    }

    /** argv: a list as it is, or one text split as a shell splits words. */
    public Optional<List<Template>> command(Node node, String label) {
        if (node instanceof ListNode list) {
            if (list.items().isEmpty())
                notes.add(
                        node.mark(),
                        Rule.WRONG_TYPE,
                        Quote.quote(label) + " is an empty list",
                        "write at least one word");
            var words = new ArrayList<Template>();
            for (var item : list.items()) template(item, label).ifPresent(words::add);
            return words.size() == list.items().size() && !words.isEmpty()
                    ? Optional.of(List.copyOf(words))
                    : Optional.empty();
        }
        if (!(node instanceof ScalarNode)) {
            wrong(node, label, "a list of words, or one line");
            return Optional.empty();
        }
        var line = templateText(node, label);
        if (line.isEmpty()) return Optional.empty();
        var words = words(line.get());
        if (words.isEmpty() || words.get().isEmpty()) {
            bad(
                    node.mark(),
                    label,
                    line.get().source(),
                    words.isEmpty() ? "it with every quote closed, or as a list of words" : "at least one word");
            return Optional.empty();
        }
        return Optional.of(words.get().stream().map(Template::new).toList());
    }

    /** A reference belongs to the word that it stands in, whatever its default holds. */
    private static Optional<List<String>> words(Template line) {
        var references = new ArrayList<String>();
        var text = new StringBuilder();
        for (var part : InterpolatedText.of(line.source(), false).parts()) {
            if (part instanceof InterpolatedText.Literal) {
                text.append(part.source().replace(STAND_IN, ""));
            } else {
                references.add(part.source());
                text.append(STAND_IN);
            }
        }
        var left = references.iterator();
        return ShellWords.split(text.toString())
                .map(words -> words.stream()
                        .map(word -> Pattern.compile(STAND_IN)
                                .matcher(word)
                                .replaceAll(_ -> Matcher.quoteReplacement(left.next())))
                        .toList());
    }
}
