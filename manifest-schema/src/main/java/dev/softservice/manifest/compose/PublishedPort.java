package dev.softservice.manifest.compose;

import dev.softservice.manifest.compose.ComposeVariables.Place;
import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.KnownNames;
import dev.softservice.manifest.fields.Notes;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.model.InterpolatedText;
import dev.softservice.manifest.model.InterpolatedText.Reference;
import dev.softservice.manifest.model.Reading;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.MapNode;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The variable of a Compose file that says where a container's port is published, and says nothing else to the container. */
public record PublishedPort(String variable, int container) {
    /** Of the port that a manifest around {@code model} provides first. */
    public static Optional<PublishedPort> of(ComposeModel model, Reading reading) {
        return reading.manifest()
                .flatMap(manifest ->
                        manifest.provides().endpoints().values().stream().findFirst())
                .flatMap(endpoint -> Optional.ofNullable(model.services().get(endpoint.service()))
                        .filter(entry -> entry.value() instanceof MapNode)
                        .flatMap(entry -> ((MapNode) entry.value()).get("ports"))
                        .flatMap(ports -> ComposeLoader.itemsOf(ports).stream()
                                .filter(item -> leadsTo(item, endpoint.port()))
                                .flatMap(item -> variableOf(item).stream())
                                .findFirst())
                        .filter(variable -> !isToldToServices(variable, model))
                        .map(variable -> new PublishedPort(variable, endpoint.port())));
    }

    private static boolean leadsTo(Node item, int port) {
        return PortsReader.containerSide(item)
                .filter(text -> text.replaceFirst("/tcp$", "").equals(String.valueOf(port)))
                .isPresent();
    }

    private static Optional<String> variableOf(Node item) {
        var parts = PortsReader.machineSide(item)
                .map(text -> InterpolatedText.compose(text).parts());
        return parts.filter(all ->
                        all.size() == 1 && all.getFirst() instanceof Reference reference && reference.isVariable())
                .map(all -> ((Reference) all.getFirst()).name());
    }

    /** A service that is given the number itself listens there, or could. */
    private static boolean isToldToServices(String variable, ComposeModel model) {
        var bare = new Context(new Notes(), NoFiles.INSTANCE, KnownNames.EMPTY);
        return ComposeVariables.of(model, bare).stream()
                .anyMatch(use ->
                        use.name().equals(variable) && (use.place() == Place.ENTRY || use.place() == Place.FIXED));
    }

    /** Parameters that variables on the machine's side of a port, and on no container's side, stand for. */
    public static Set<String> parametersOf(ComposeModel model) {
        var names = new TreeSet<String>();
        model.services().values().forEach(entry -> {
            if (entry.value() instanceof MapNode map)
                map.get("ports")
                        .ifPresent(ports -> ComposeLoader.itemsOf(ports).stream()
                                .flatMap(item -> variableOf(item).stream())
                                .map(KnownNames::parameterFor)
                                .forEach(names::add));
        });
        return names;
    }

    private enum NoFiles implements RepositoryFiles {
        INSTANCE;

        @Override
        public Optional<Kind> kind(String path) {
            return Optional.empty();
        }

        @Override
        public byte[] read(String path, int limit) throws java.io.IOException {
            throw new java.io.FileNotFoundException(path);
        }
    }
}
