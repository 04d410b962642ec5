package dev.softservice.manifest.composition;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The parts of a distro, for drawing: instances, services, what each provides, and which outputs it passes on. It
 * holds names only and no parameter's value. Equal compositions make equal graphs.
 */
public record CompositionGraph(Node root) {

    /**
     * One instance.
     *
     * @param path     as in {@link Composition.Part#path()}
     * @param distro   the name in its manifest
     * @param version  the release's ({@code 15.0.2}); the root's own version line where the root is a folder
     * @param origin   where it comes from; empty for a root
     * @param services by name, in the manifest's order
     * @param handed   what this instance passes on of what its uses provide
     * @param uses     in the manifest's order
     */
    public record Node(
            String path,
            String distro,
            String version,
            Optional<Origin> origin,
            List<String> services,
            List<Provided> provides,
            List<Handed> handed,
            List<Node> uses) {
        /** The name under {@code uses}, empty for the root. */
        public String use() {
            return path.substring(path.lastIndexOf('.') + 1);
        }

        /** This node and all under it, users before what they use. */
        public Stream<Node> all() {
            return Stream.concat(Stream.of(this), uses.stream().flatMap(Node::all));
        }
    }

    /** {@code range} as the user of this instance wrote it; tag and commit are what it came to. */
    public record Origin(String distro, String range, String tag, String commit) {}

    /** A provided endpoint; {@code service} is a service or use of that instance. Published: on the machine where it is installed, for the root's. */
    public record Provided(String name, String service, int port, boolean published) {}

    /**
     * An output's way inside one instance.
     *
     * @param use    the use that provides it
     * @param output {@code host}, {@code port}, or an output's name
     * @param kind   what receives it
     * @param to     the service's or use's name; for {@link Kind#PROVIDES} the output's that it becomes a part of
     */
    public record Handed(String use, String output, Kind kind, String to) {
        public enum Kind {
            SERVICE,
            USE,
            PROVIDES
        }
    }

    public static CompositionGraph of(Composition composition) {
        return new CompositionGraph(node(composition.root(), Optional.empty()));
    }

    private static Node node(Composition.Part part, Optional<String> range) {
        var manifest = part.manifest();
        var version = part.release()
                .map(ReleaseSource.Available::version)
                .orElseGet(() -> manifest.version().toString());
        var origin = part.release()
                .map(release -> new Origin(
                        part.address().map(DistroAddress::url).orElse(""),
                        range.orElse(""),
                        release.tag(),
                        release.commit()));
        var provides = new ArrayList<Provided>();
        manifest.provides()
                .endpoints()
                .forEach((name, endpoint) -> provides.add(new Provided(
                        name,
                        endpoint.service(),
                        endpoint.port(),
                        endpoint.publish().isPresent() && part.path().isEmpty())));
        var uses = new ArrayList<Node>();
        part.uses()
                .forEach((name, used) -> uses.add(node(
                        used,
                        Optional.of(Objects.requireNonNull(manifest.uses().get(name))
                                .versionRange()))));
        return new Node(
                part.path(),
                manifest.name(),
                version,
                origin,
                List.copyOf(manifest.services().keySet()),
                List.copyOf(provides),
                handed(manifest),
                List.copyOf(uses));
    }

    private static List<Handed> handed(Manifest manifest) {
        var receivers = new LinkedHashMap<Map.Entry<Handed.Kind, String>, Stream<Template>>();
        manifest.services()
                .forEach((name, service) ->
                        receivers.put(Map.entry(Handed.Kind.SERVICE, name), ManifestTemplates.in(service)));
        manifest.uses()
                .forEach((name, use) -> receivers.put(Map.entry(Handed.Kind.USE, name), ManifestTemplates.in(use)));
        manifest.provides()
                .outputs()
                .forEach((name, template) -> receivers.put(Map.entry(Handed.Kind.PROVIDES, name), Stream.of(template)));
        var handed = new LinkedHashSet<Handed>();
        receivers.forEach((receiver, templates) -> templates
                .flatMap(template -> template.references().stream())
                .forEach(reference -> {
                    var words = reference.split("\\.", 3);
                    if (words.length == 3 && words[0].equals("uses"))
                        handed.add(new Handed(words[1], words[2], receiver.getKey(), receiver.getValue()));
                }));
        return List.copyOf(handed);
    }
}
