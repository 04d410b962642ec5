package dev.softservice.runner.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.softservice.manifest.composition.CompositionGraph;
import dev.softservice.manifest.composition.Resolver.Resolved;
import dev.softservice.manifest.composition.Resolver.Unresolved;
import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.compose.GraphText;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "graph",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "Shows what a distro is made of: uses, their releases, services, endpoints, and where each output"
                    + " goes.",
            "Needs no container engine."
        },
        footer = {
            "",
            "Examples:",
            "  softservice graph --hub https://hub.example.org my-wiki",
            "  softservice graph --format dot my-wiki | dot -Tsvg > my-wiki.svg",
            "",
            "Exit codes: 0 shown, 2 not valid or a part was not found, 3 a repository could not be read."
        })
final class GraphCommand implements Callable<Integer> {
    enum Format {
        text,
        mermaid,
        dot
    }

    @Mixin
    private DistroArgument distro = new DistroArgument();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.text;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private UsedDistros used = new UsedDistros();

    private final World world;

    GraphCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws IOException {
        if (json && format != Format.text) throw new BadInput("--json and --format " + format + ": give one of them");
        var screen = Screen.of(world);
        var files = new FolderFiles(distro.folder(world));
        var reading = new ManifestReader().read(files);
        if (reading.manifest().isEmpty()) {
            reading.errors().forEach(problem -> screen.error(problem.toString()));
            return ExitCode.BAD_INPUT;
        }
        return switch (used.resolve(world, reading.manifest().get(), files)) {
            case Unresolved unresolved -> {
                unresolved.reasons().forEach(reason -> screen.error("softservice: " + reason));
                yield ExitCode.BAD_INPUT;
            }
            case Resolved resolved -> {
                screen.raw(text(CompositionGraph.of(resolved.composition())));
                yield ExitCode.PASSED;
            }
        };
    }

    private String text(CompositionGraph graph) {
        if (json) return json(graph);
        return switch (format) {
            case text -> GraphText.tree(graph);
            case mermaid -> GraphText.mermaid(graph);
            case dot -> GraphText.dot(graph);
        };
    }

    static String json(CompositionGraph graph) {
        var document = JsonReport.JSON.createObjectNode().put("format", "softservice-graph/v1");
        put(document.putObject("root"), graph.root());
        return JsonReport.text(document);
    }

    private static void put(ObjectNode json, CompositionGraph.Node node) {
        json.put("path", node.path()).put("distro", node.distro()).put("version", node.version());
        node.origin()
                .ifPresentOrElse(
                        origin -> json.putObject("origin")
                                .put("distro", origin.distro())
                                .put("range", origin.range())
                                .put("tag", origin.tag())
                                .put("commit", origin.commit()),
                        () -> json.putNull("origin"));
        node.services().forEach(json.putArray("services")::add);
        var provides = json.putArray("provides");
        node.provides()
                .forEach(each -> provides.addObject()
                        .put("name", each.name())
                        .put("service", each.service())
                        .put("port", each.port())
                        .put("published", each.published()));
        var handed = json.putArray("handed");
        node.handed()
                .forEach(each -> handed.addObject()
                        .put("use", each.use())
                        .put("output", each.output())
                        .put("kind", each.kind().name().toLowerCase(Locale.ROOT))
                        .put("to", each.to()));
        var uses = json.putArray("uses");
        node.uses().forEach(each -> put(uses.addObject(), each));
    }
}
