package dev.softservice.runner.compose;

import dev.softservice.manifest.composition.CompositionGraph;
import dev.softservice.manifest.composition.CompositionGraph.Handed;
import dev.softservice.manifest.composition.CompositionGraph.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A composition as a tree in plain text, and as a graph for Mermaid and Graphviz. Pure; every text ends with a line end. */
public final class GraphText {
    private final StringBuilder out = new StringBuilder();

    private GraphText() {}

    /** A tree for a terminal: each use under its user, with what it hands on. */
    public static String tree(CompositionGraph graph) {
        var text = new GraphText();
        text.out
                .append(graph.root().distro())
                .append(' ')
                .append(graph.root().version())
                .append('\n');
        text.inside(graph.root(), List.of(), "");
        return text.out.toString();
    }

    private void inside(Node node, List<String> handed, String indent) {
        var rail = indent + (node.uses().isEmpty() ? "   " : "│  ");
        if (!node.services().isEmpty()) line(rail, "services: " + String.join(", ", node.services()));
        node.provides()
                .forEach(each -> line(
                        rail,
                        "provides: " + each.name() + " = " + each.service() + ":" + each.port()
                                + (each.published() ? ", published" : "")));
        handed.forEach(sentence -> line(rail, sentence));
        for (int i = 0; i < node.uses().size(); i++) {
            var used = node.uses().get(i);
            boolean last = i == node.uses().size() - 1;
            line(
                    indent,
                    (last ? "└─ " : "├─ ") + used.use() + ": " + title(used)
                            + used.origin()
                                    .map(origin -> "  (" + origin.distro() + " " + origin.range() + ")")
                                    .orElse(""));
            inside(used, handed(node, used), indent + (last ? "   " : "│  "));
        }
    }

    private void line(String before, String text) {
        out.append(before).append(text).append('\n');
    }

    private static String title(Node node) {
        return node.distro() + " " + node.version();
    }

    /** {@code hands host, port to front}: what {@code user} passes on of {@code used}, a line for each that receives something. */
    private static List<String> handed(Node user, Node used) {
        var lines = new ArrayList<String>();
        received(user, used).forEach((receiver, outputs) -> lines.add("hands " + outputs + " to " + receiver));
        return lines;
    }

    private static Map<String, String> received(Node user, Node used) {
        return user.handed().stream()
                .filter(each -> each.use().equals(used.use()))
                .collect(Collectors.groupingBy(
                        GraphText::receiver,
                        LinkedHashMap::new,
                        Collectors.mapping(
                                Handed::output,
                                Collectors.collectingAndThen(
                                        Collectors.toCollection(TreeSet::new),
                                        outputs -> String.join(", ", outputs)))));
    }

    private static String receiver(Handed handed) {
        return switch (handed.kind()) {
            case SERVICE -> "service " + handed.to();
            case USE -> handed.to();
            case PROVIDES -> "output " + handed.to();
        };
    }

    /** For Markdown pages that draw Mermaid. */
    public static String mermaid(CompositionGraph graph) {
        var drawing = new Drawing(
                "  %s[\"%s\"]\n",
                "  %s -->|\"%s\"| %s\n",
                "  %s -.->|\"%s\"| %s\n",
                "<br/>",
                text -> text.replace("#", "#35;")
                        .replace("\"", "#quot;")
                        .replace("<", "#lt;")
                        .replace(">", "#gt;"));
        return "graph TD\n" + drawing.of(graph);
    }

    /** For Graphviz. */
    public static String dot(CompositionGraph graph) {
        var drawing = new Drawing(
                "  %s [label=\"%s\"];\n",
                "  %1$s -> %3$s [label=\"%2$s\"];\n",
                "  %1$s -> %3$s [label=\"%2$s\", style=dashed];\n",
                "\\n",
                text -> text.replace("\\", "\\\\").replace("\"", "\\\""));
        return "digraph composition {\n  node [shape=box];\n" + drawing.of(graph) + "}\n";
    }

    /** Boxes for instances, arrows to what they use, dashed ones along which outputs are handed on. */
    private record Drawing(
            String box, String uses, String hands, String newLine, java.util.function.UnaryOperator<String> escaped) {
        String of(CompositionGraph graph) {
            var ids = new LinkedHashMap<String, String>();
            graph.root().all().forEach(node -> ids.put(node.path(), "n" + ids.size()));
            var out = new StringBuilder();
            graph.root()
                    .all()
                    .forEach(node -> out.append(box.formatted(
                            ids.get(node.path()),
                            escaped.apply(title(node))
                                    + (node.services().isEmpty()
                                            ? ""
                                            : newLine + escaped.apply(String.join(", ", node.services()))))));
            graph.root()
                    .all()
                    .forEach(node -> node.uses().forEach(used -> {
                        var id = ids.get(used.path());
                        out.append(uses.formatted(
                                ids.get(node.path()),
                                escaped.apply(used.use()
                                        + used.origin()
                                                .map(origin -> " " + origin.range())
                                                .orElse("")),
                                id));
                        received(node, used).forEach((receiver, outputs) -> {
                            var other = node.uses().stream()
                                    .filter(each -> each.use().equals(receiver))
                                    .findFirst();
                            out.append(hands.formatted(
                                    id,
                                    escaped.apply(outputs + (other.isPresent() ? "" : " to " + receiver)),
                                    ids.get(other.orElse(node).path())));
                        });
                    }));
            return out.toString();
        }
    }
}
