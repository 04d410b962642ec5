package dev.softservice.server.web.page;

import com.github.jknack.handlebars.Handlebars.SafeString;
import dev.softservice.server.web.page.MadeOf.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Draws a composition as an SVG that stands in the page: a card for each instance, a line from each to what it uses. Colours are the page's, by class; nothing in it
 * runs or is loaded. All text is escaped and cut to fit; the page says the same in words beside it.
 */
final class Picture {
    private static final int PAD = 12;
    private static final int NAME = 34;
    private static final int LINE = 19;
    private static final int CHIP = 28;
    private static final int NARROW = 350;
    private static final int STEP = 18;
    private static final int COLUMN = 252;
    private static final int BETWEEN = 44;
    private static final int WIDEST = 860;

    /** Where a card stands; {@code parent} is its index in the list, -1 for the root's. */
    private record Card(Instance instance, int parent, int x, int y, int width, int height) {}

    private record Chip(String text, int x, int row, int width) {}

    private Picture() {}

    /** One below the other, what is used indented: fits a telephone. */
    static SafeString narrow(List<Instance> instances) {
        var cards = new ArrayList<Card>();
        int y = 1;
        for (int i = 0; i < instances.size(); i++) {
            var instance = instances.get(i);
            int x = 1 + Math.min(instance.depth(), 8) * STEP;
            var card = new Card(instance, parent(instances, i), x, y, NARROW - x, height(instance, NARROW - x));
            cards.add(card);
            y += card.height() + 10;
        }
        var lines = new StringBuilder();
        cards.stream().filter(card -> card.parent() >= 0).forEach(card -> {
            var from = cards.get(card.parent());
            lines.append(path(
                    "M%d %dV%dH%d", from.x() + STEP / 2, from.y() + from.height(), card.y() + NAME / 2 + 4, card.x()));
        });
        return svg("tall", NARROW + 1, y, lines, cards);
    }

    /** From left to right, a column for each depth; empty where that is too wide to be seen at once. */
    static Optional<SafeString> wide(List<Instance> instances) {
        int deepest = instances.stream().mapToInt(Instance::depth).max().orElse(0);
        int width = (deepest + 1) * COLUMN + deepest * BETWEEN + 2;
        if (deepest == 0 || width > WIDEST) return Optional.empty();
        var cards = new ArrayList<Card>();
        var below = new int[deepest + 1];
        java.util.Arrays.fill(below, 1);
        for (int i = 0; i < instances.size(); i++) {
            var instance = instances.get(i);
            int parent = parent(instances, i);
            // Never above its user, and below whatever stands in its column already.
            int y = Math.max(parent < 0 ? 1 : cards.get(parent).y(), below[instance.depth()]);
            var card = new Card(
                    instance, parent, 1 + instance.depth() * (COLUMN + BETWEEN), y, COLUMN, height(instance, COLUMN));
            cards.add(card);
            below[instance.depth()] = y + card.height() + 14;
        }
        var lines = new StringBuilder();
        cards.stream().filter(card -> card.parent() >= 0).forEach(card -> {
            var from = cards.get(card.parent());
            int x = from.x() + from.width();
            int start = from.y() + NAME / 2 + 4;
            int end = card.y() + NAME / 2 + 4;
            lines.append(path(
                    "M%d %dC%d %d %d %d %d %d", x, start, x + BETWEEN / 2, start, x + BETWEEN / 2, end, card.x(), end));
        });
        int height = java.util.Arrays.stream(below).max().orElse(1);
        return Optional.of(svg("broad", width, height, lines, cards));
    }

    /** The nearest one above that is a step less deep. */
    private static int parent(List<Instance> instances, int index) {
        for (int i = index - 1; i >= 0; i--) {
            if (instances.get(i).depth() < instances.get(index).depth()) return i;
        }
        return -1;
    }

    private static int height(Instance instance, int width) {
        int lines = (instance.distro().isEmpty() ? 0 : 1)
                + instance.given().size()
                + instance.provides().size();
        var chips = chips(instance, width);
        return NAME + lines * LINE + (chips.isEmpty() ? 0 : (chips.getLast().row() + 1) * CHIP) + PAD / 2;
    }

    private static List<Chip> chips(Instance instance, int width) {
        var chips = new ArrayList<Chip>();
        int x = PAD;
        int row = 0;
        for (var service : instance.services()) {
            var text = cut(service, width - 2 * PAD - 16, 7.4);
            int wide = (int) Math.ceil(text.length() * 7.4) + 16;
            if (x > PAD && x + wide > width - PAD) {
                x = PAD;
                row++;
            }
            chips.add(new Chip(text, x, row, wide));
            x += wide + 6;
        }
        return chips;
    }

    private static SafeString svg(String kind, int width, int height, CharSequence lines, List<Card> cards) {
        var svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg class=\"made %s\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"group\""
                        + " aria-labelledby=\"made-%s\" aria-describedby=\"made-words\">",
                kind,
                width,
                height,
                width,
                height,
                kind));
        svg.append("<title id=\"made-")
                .append(kind)
                .append("\">What ")
                .append(escaped(cards.getFirst().instance().name()))
                .append(" is made of</title>");
        svg.append("<desc>A card for each distro, lines to those that it uses. The same stands below in words.</desc>");
        svg.append("<g class=\"wires\">").append(lines).append("</g>");
        cards.forEach(card -> draw(card, svg));
        return new SafeString(svg.append("</svg>"));
    }

    private static void draw(Card card, StringBuilder svg) {
        var instance = card.instance();
        svg.append(String.format(
                Locale.ROOT,
                "<g transform=\"translate(%d %d)\"><rect class=\"card-box%s\" width=\"%d\" height=\"%d\" rx=\"7\"/>",
                card.x(),
                card.y(),
                instance.depth() == 0 ? " root" : "",
                card.width(),
                card.height()));
        int room = card.width() - 2 * PAD;
        var version = cut(instance.version(), room / 2, 7.8);
        int taken = (int) (version.length() * 7.8) + 10;
        text(svg, "name", PAD, 24, cut(instance.name(), room - taken, 8.2));
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"version\" x=\"%d\" y=\"24\" text-anchor=\"end\">%s</text>",
                card.width() - PAD,
                escaped(version)));
        int y = NAME;
        if (!instance.distro().isEmpty()) {
            origin(svg, instance, room, y + 11);
            y += LINE;
        }
        for (var chip : chips(instance, card.width())) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"chip\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"22\" rx=\"4\"/>",
                    chip.x(),
                    y + chip.row() * CHIP + 2,
                    chip.width()));
            text(svg, "chip-text", chip.x() + 8, y + chip.row() * CHIP + 17, chip.text());
        }
        var chips = chips(instance, card.width());
        y += chips.isEmpty() ? 0 : (chips.getLast().row() + 1) * CHIP;
        for (var line : concat(instance.provides(), instance.given())) {
            text(svg, "line", PAD, y + 13, cut(line, room, 6.9));
            y += LINE;
        }
        svg.append("</g>");
    }

    private static void origin(StringBuilder svg, Instance instance, int room, int y) {
        var range = cut(instance.range(), room / 3, 7.4);
        var name = cut(instance.distro().replaceFirst("^https?://", ""), room - (int) (range.length() * 7.4) - 8, 6.9);
        boolean here = instance.href().startsWith("/");
        if (!instance.href().isEmpty())
            svg.append("<a href=\"")
                    .append(escaped(instance.href()))
                    .append(here ? "\">" : "\" rel=\"nofollow noreferrer\">");
        text(svg, instance.href().isEmpty() ? "line" : "linked", PAD, y, name);
        if (!instance.href().isEmpty()) svg.append("</a>");
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"range\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                PAD + room,
                y,
                escaped(range)));
    }

    private static void text(StringBuilder svg, String kind, int x, int y, String text) {
        svg.append(String.format(Locale.ROOT, "<text class=\"%s\" x=\"%d\" y=\"%d\">", kind, x, y))
                .append(escaped(text))
                .append("</text>");
    }

    private static String path(String form, Object... numbers) {
        return "<path d=\"" + String.format(Locale.ROOT, form, numbers) + "\"/>";
    }

    private static List<String> concat(List<String> one, List<String> two) {
        var both = new ArrayList<>(one);
        both.addAll(two);
        return both;
    }

    /** As many characters as have room, by how wide they are on average. */
    private static String cut(String text, int room, double each) {
        int most = Math.max(1, (int) (room / each));
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
