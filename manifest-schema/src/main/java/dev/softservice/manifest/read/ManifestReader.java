package dev.softservice.manifest.read;

import dev.softservice.manifest.compose.ComposeLoader;
import dev.softservice.manifest.compose.ComposeModel;
import dev.softservice.manifest.compose.CompositionReader;
import dev.softservice.manifest.compose.CompositionReader.Composition;
import dev.softservice.manifest.compose.PublishedPort;
import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Documents;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.KnownNames;
import dev.softservice.manifest.fields.Notes;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.fields.Suggestion;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.files.RepositoryPath;
import dev.softservice.manifest.model.Capabilities;
import dev.softservice.manifest.model.Devices;
import dev.softservice.manifest.model.MachineFiles;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Parameter;
import dev.softservice.manifest.model.Permission;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.manifest.model.Reading;
import dev.softservice.manifest.model.RefusedKey;
import dev.softservice.manifest.model.Remedy;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Rung;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.SourceFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads {@code softservice.yaml} and the Compose file that it names. Stateless; safe for concurrent use. */
public final class ManifestReader {
    private static final SourceFile FILE = SourceFile.manifest(Manifest.FILE_NAME);
    private static final String NOT_BUILT =
            "; level " + Rung.TOP.number() + ", " + Rung.TOP.title() + ", is the highest that this version can show";
    /** Of endpoints and uses. */
    static final String SHORT_NAME = "[a-z][a-z0-9-]{0,38}";

    private static final java.util.Set<String> RUNNABLE = java.util.Set.of("services", "uses", "compose");

    /** Reads the distro whose files {@code files} gives. Never throws for what an author wrote. */
    public Reading read(RepositoryFiles files) {
        return read(files, new Notes());
    }

    public Reading read(RepositoryFiles files, Notes notes) {
        var documents = new Documents(files, notes);
        if (!exists(files)) {
            notes.add(
                    Mark.wholeFile(FILE),
                    Rule.NO_MANIFEST,
                    "there is no " + Manifest.FILE_NAME + " here",
                    "`softservice init` writes one");
            return new Reading(Optional.empty(), notes.inFileOrder());
        }
        var manifest = documents.open(FILE, Mark.wholeFile(FILE)).map(root -> manifest(root, files, notes, documents));
        return new Reading(notes.hasErrors() ? Optional.empty() : manifest, notes.inFileOrder());
    }

    private static boolean exists(RepositoryFiles files) {
        try {
            return files.kind(Manifest.FILE_NAME).isPresent();
        } catch (IOException e) {
            return true; // opening it will say why
        }
    }

    /** The parameters that the manifest {@code text} declares. */
    public java.util.Map<String, Parameter> parametersOf(String text, RepositoryFiles files) {
        var bare = new Context(new Notes(), files, KnownNames.EMPTY);
        return dev.softservice.manifest.yaml.NodeParser.parse(
                        FILE, text.getBytes(java.nio.charset.StandardCharsets.UTF_8), bare.notes)
                .filter(MapNode.class::isInstance)
                .map(root -> new ParametersReader(bare).read(new Fields((MapNode) root, "the manifest", bare)))
                .orElse(java.util.Map.of());
    }

    /** With problems the result is a best effort, which the caller drops. */
    private static Manifest manifest(MapNode root, RepositoryFiles files, Notes notes, Documents documents) {
        var bare = new Context(notes, files, KnownNames.EMPTY);
        var parameters = new ParametersReader(bare).read(new Fields(root, "the manifest", bare));
        var useNames = new Fields(root, "the manifest", new Context(new Notes(), files, KnownNames.EMPTY))
                .entries("uses")
                .keySet();
        var context = new Context(notes, files, new KnownNames(parameters, useNames));

        var fields = new Fields(root, "the manifest", context);
        fields.skip("parameters");
        var examples = new ExamplesReader(bare, parameters).read(fields);
        var head = new HeadReader(context);
        head.format(fields);
        var about = head.about(fields);
        var version = head.version(fields);
        var uses = new UsesReader(context).read(fields);
        var permissions = fields.mapping("permissions")
                .map(section -> permissions(section))
                .orElse(Permissions.NONE);
        var composition = composition(fields, context, documents, permissions);
        var hosts = new Hosts(composition.names(), context.scope.uses());
        var provides = new ProvidesReader(context, new java.util.LinkedHashSet<>(hosts.all()), composition.services())
                .read(fields);
        var testing = new TestsReader(context, hosts, permissions.internet());
        var tests = testing.read(fields);
        var data = new DataReader(context, hosts, composition.volumes()).read(fields);
        var level = fields.mapping("release")
                .map(release -> {
                    var lowest = release.integer("level", 1, Rung.TOP.number(), NOT_BUILT);
                    release.done();
                    return lowest;
                })
                .orElse(OptionalInt.empty());
        fields.done();
        return new Manifest(
                about,
                version,
                parameters,
                examples,
                uses,
                composition.services(),
                composition.volumes(),
                provides,
                permissions,
                tests,
                testing.live(),
                data,
                level);
    }

    private static Permissions permissions(Fields section) {
        boolean internet = section.bool("internet").orElse(false);
        var capabilities = section.items("capabilities").stream()
                .flatMap(item -> section.context.values.choice(item, "capabilities", Capabilities.nameable()).stream())
                .distinct()
                .toList();
        boolean gateway = section.bool("host-gateway").orElse(false);
        var devices = section.items("devices").stream()
                .flatMap(item -> device(item, section.context).stream())
                .distinct()
                .toList();
        var files = section.items("machine-files").stream()
                .flatMap(item -> file(item, section.context).stream())
                .distinct()
                .toList();
        var machine = java.util.Arrays.stream(Permission.OfTheMachine.values())
                .filter(whole -> section.bool(whole.word()).orElse(false))
                .toList();
        section.done();
        return new Permissions(internet, capabilities, gateway, devices, files, machine);
    }

    private static Optional<String> device(Node item, Context context) {
        return context.values.text(item, "devices").filter(path -> {
            if (Devices.mayBeAskedFor(path)) return true;
            context.notes.refuse(
                    item.mark(),
                    RefusedKey.DEVICES,
                    Quote.quote(path),
                    "no distro is granted this device",
                    Remedy.REMOVE);
            return false;
        });
    }

    private static Optional<String> file(Node item, Context context) {
        return context.values
                .text(item, "machine-files")
                .map(MachineFiles::normal)
                .filter(path -> {
                    if (MachineFiles.mayBeAskedFor(path)) return true;
                    context.values.bad(
                            item.mark(), "machine-files", path, "an absolute path of plain characters, such as /proc");
                    return false;
                });
    }

    private static Composition composition(
            Fields fields, Context context, Documents documents, Permissions permissions) {
        var loader = new ComposeLoader(context, documents);
        var compose = fields.node("compose");
        var model = loader.inline(fields);
        if (compose.isPresent()) {
            var clash = ComposeModel.SECTIONS.stream().filter(fields::has).findFirst();
            clash.ifPresent(section -> context.error(
                    fields.markOf(section),
                    Rule.ONE_OF,
                    "services stand either in the file named by `compose` or here",
                    "move " + Quote.quote(section) + " there, or remove `compose`"));
            var path = context.values
                    .text(compose.get(), "compose")
                    .flatMap(text -> composePath(text, compose.get().mark(), context));
            if (path.isPresent()) model = loader.file(path.get(), compose.get().mark());
        }
        var answering = context.with(context.scope.with(answering(fields, model)));
        var composition = new CompositionReader(answering, model, permissions).read();
        boolean named = compose.isPresent() || fields.has("services") || fields.has("uses");
        // Where something is named and did not come through, the reason has been given; a misspelt key gets its own,
        // with the right spelling.
        boolean misspelt = !named
                && fields.map.entries().keySet().stream()
                        .anyMatch(key -> !Suggestion.didYouMean(key, RUNNABLE).isEmpty());
        if (!named && !misspelt
                || named
                        && composition.services().isEmpty()
                        && context.scope.uses().isEmpty()
                        && !context.notes.hasErrors()) {
            context.error(
                    fields.mark(),
                    Rule.NOTHING_TO_RUN,
                    "the distro has neither services nor uses",
                    "add `services`, or name a Compose file that has some" + " under `compose`");
        }
        return composition;
    }

    /** Where a distro is published is no setting of its services, unless its Compose file has a variable for just that. */
    private static KnownNames.Variables answering(Fields fields, ComposeModel model) {
        var silent = new java.util.HashSet<String>();
        fields.node("provides")
                .filter(MapNode.class::isInstance)
                .ifPresent(provides -> ((MapNode) provides).entries().values().forEach(entry -> {
                    if (entry.value() instanceof MapNode endpoint)
                        endpoint.get("publish")
                                .filter(ScalarNode.class::isInstance)
                                .ifPresent(publish -> new Template(((ScalarNode) publish).text())
                                        .references()
                                        .forEach(name -> silent.add(name.replaceFirst("^parameters\\.", ""))));
                }));
        silent.removeAll(PublishedPort.parametersOf(model));
        return new KnownNames.Variables(java.util.Map.of(), silent, java.util.Map.of());
    }

    private static Optional<String> composePath(String text, Mark mark, Context context) {
        var path = RepositoryPath.resolve(".", text)
                .filter(found -> !found.equals(".") && !found.equals(Manifest.FILE_NAME));
        if (path.isEmpty()) {
            context.error(
                    mark,
                    Rule.PATH_OUTSIDE,
                    "`compose` names " + Quote.quote(text),
                    "write the path of a Compose file inside the repository, such as compose.yaml");
        }
        return path;
    }

    /** The host names that a distro's own parts can reach; {@code <use>-<service>} can't be told before the use is resolved. */
    record Hosts(java.util.Set<String> services, java.util.Set<String> uses) {
        boolean known(String name) {
            return services.contains(name)
                    || uses.contains(name)
                    || uses.stream().anyMatch(use -> name.startsWith(use + "-"));
        }

        List<String> all() {
            return java.util.stream.Stream.concat(services.stream(), uses.stream())
                    .toList();
        }

        /** Complains unless the name is a service, a use, or a service of a use. */
        boolean check(String name, Mark mark, Context context) {
            if (known(name)) return true;
            var near = Suggestion.didYouMean(name, all());
            context.error(
                    mark,
                    Rule.UNKNOWN_SERVICE,
                    Quote.quote(name) + " is neither a service nor a use of this distro",
                    (near.isEmpty() ? "known are " + Quote.listed(all()) : near));
            return false;
        }
    }
}
