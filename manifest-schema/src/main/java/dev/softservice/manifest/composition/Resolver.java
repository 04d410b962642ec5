package dev.softservice.manifest.composition;

import dev.softservice.manifest.composition.Composition.Part;
import dev.softservice.manifest.composition.Composition.Used;
import dev.softservice.manifest.composition.ReleaseSource.Available;
import dev.softservice.manifest.composition.ReleaseSource.Loaded;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Template;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.semver4j.Semver;
import org.semver4j.range.RangeListFactory;

/**
 * Resolves {@code uses} to releases: for each use the highest release that fits its range (semantic versioning 2.0.0; pre-releases only
 * where the range names one). Used distros are instances, so two ranges never have to agree on one version. One object resolves one composition.
 */
public final class Resolver {
    /** Deeper than any composition that people could still explain; a bound on what a stranger's manifest makes us fetch. */
    static final int MAX_DEPTH = 16;

    static final int MAX_PARTS = 64;

    private final ReleaseSource source;
    /** By path; empty: ranges are looked at. */
    private final Optional<Map<String, Used>> pins;

    private final Set<String> pinsTaken = new HashSet<>();
    private final Map<DistroAddress, List<Available>> releases = new HashMap<>();
    private final Map<String, Loaded> loaded = new HashMap<>();
    private final List<Trouble> troubles = new ArrayList<>();
    private int parts;

    public Resolver(ReleaseSource source) {
        this(source, Optional.empty());
    }

    private Resolver(ReleaseSource source, Optional<Map<String, Used>> pins) {
        this.source = source;
        this.pins = pins;
    }

    /**
     * Resolves to exactly what was recorded, and looks at no range: each use has to be in the record, the repository has to show the recorded tag with the
     * recorded commit and tree, and nothing may be recorded that is not used. The record's address of {@code owner/name} may be another than today's: a hub may
     * have moved, and commit and tree say what it is.
     */
    public static Resolver pinned(ReleaseSource source, Collection<Used> record) {
        var pins = new LinkedHashMap<String, Used>();
        var resolver = new Resolver(source, Optional.of(pins));
        record.stream()
                .filter(used -> pins.putIfAbsent(used.path(), used) != null)
                .forEach(twice -> resolver.troubles.add(new Trouble(
                        first(twice.path()),
                        "uses." + twice.path() + ": the record of what was tested names it twice")));
        return resolver;
    }

    public sealed interface Resolution {}

    public record Resolved(Composition composition) implements Resolution {}

    /** {@code troubles}: never empty. */
    public record Unresolved(List<Trouble> troubles) implements Resolution {
        /** Returns one line for each trouble. */
        public List<String> reasons() {
            return troubles.stream().map(Trouble::text).toList();
        }
    }

    /**
     * Why something can't be resolved.
     *
     * @param use  the use in the root's manifest that leads there
     * @param text one line with the chain of uses
     */
    public record Trouble(String use, String text) {}

    /**
     * Resolves what {@code manifest} uses.
     *
     * @param hub     where {@code owner/name} is looked up; empty: such names are refused
     * @param address the root's own address where it has one, so that a distro that uses itself is seen as a cycle
     */
    public Resolution resolve(
            Manifest manifest, RepositoryFiles files, Optional<String> hub, Optional<DistroAddress> address) {
        var chain = List.of(new Link("", manifest.name(), address, hub));
        var root = part(new Part("", address, Optional.empty(), manifest, files, Map.of()), chain);
        if (troubles.isEmpty()) pins.ifPresent(this::checkAllTaken);
        return troubles.isEmpty() ? new Resolved(new Composition(root)) : new Unresolved(List.copyOf(troubles));
    }

    /** One step from the root towards the use being resolved; {@code use} names it in the step before; {@code hub} is where this distro's own {@code owner/name} are looked up. */
    private record Link(String use, String shown, Optional<DistroAddress> address, Optional<String> hub) {}

    /** Returns {@code part} with what it is made of. */
    private Part part(Part part, List<Link> chain) {
        var uses = new LinkedHashMap<String, Part>();
        part.manifest()
                .uses()
                .forEach((name, use) -> use(part.path(), name, use, chain).ifPresent(used -> {
                    checkWith(name, use, used.manifest(), chain);
                    uses.put(name, used);
                }));
        checkOutputs(part.manifest(), uses, chain);
        return part.made(java.util.Collections.unmodifiableMap(uses));
    }

    private Optional<Part> use(String path, String name, Manifest.Use use, List<Link> chain) {
        var here = chain.getLast();
        var address = DistroAddress.of(use.distro(), here.hub());
        if (address.isEmpty()) {
            return refuse(
                    name,
                    chain,
                    DistroAddress.isOnHub(use.distro())
                            ? use.distro()
                                    + " is a name on a hub, and no hub is known here: give one (--hub URL), or write"
                                    + " the distro's Git URL"
                            : use.distro() + " is neither owner/name nor an http, https or file URL");
        }
        var at = address.get();
        if (chain.stream().anyMatch(link -> link.address().equals(address))) {
            return refuse(name, chain, at + " would use itself; take one of the uses in this cycle out");
        }
        if (chain.size() > MAX_DEPTH)
            return refuse(name, chain, "uses are nested deeper than " + MAX_DEPTH + "; flatten the composition");
        if (++parts > MAX_PARTS)
            return parts == MAX_PARTS + 1
                    ? refuse(name, chain, "the composition has more than " + MAX_PARTS + " parts")
                    : Optional.empty();
        try {
            var refusal = source.refusal(at);
            if (refusal.isPresent()) return refuse(name, chain, refusal.get());
            var where = path.isEmpty() ? name : path + "." + name;
            var choice = pins.isPresent() ? pinned(where, use, at) : highest(at, use.versionRange());
            if (choice instanceof None none) return refuse(name, chain, none.why());
            var release = ((Chosen) choice).release();
            var files = load(at, release);
            if (files.reading().manifest().isEmpty()) {
                return refuse(
                        name,
                        chain,
                        at + " " + release.tag() + " has an invalid manifest: "
                                + files.reading().errors().getFirst());
            }
            var manifest = files.reading().manifest().get();
            var next = new ArrayList<>(chain);
            next.add(new Link(name, name + " (" + manifest.name() + " " + release.version() + ")", address, at.hub()));
            return Optional.of(
                    part(new Part(where, address, Optional.of(release), manifest, files.files(), Map.of()), next));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(
                    "uses." + name + ": " + at + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Which release a use takes. */
    private sealed interface Choice {}

    private record Chosen(Available release) implements Choice {}

    private record None(String why) implements Choice {}

    private Choice highest(DistroAddress at, String range) throws IOException {
        var wanted = RangeListFactory.create(range);
        var found = available(at).stream()
                .filter(release -> wanted.isSatisfiedBy(new Semver(release.version())))
                .max(java.util.Comparator.comparing(release -> new Semver(release.version())));
        return found.isPresent() ? new Chosen(found.get()) : new None(noneFits(at, range));
    }

    private Choice pinned(String path, Manifest.Use use, DistroAddress at) throws IOException {
        var pin = pins.orElseThrow().get(path);
        if (pin == null) return new None("the record of what was tested names no release of " + at);
        pinsTaken.add(path);
        // A hub names what is on it without its address.
        boolean same = pin.distro().equals(at.url())
                || DistroAddress.isOnHub(use.distro())
                        && (pin.distro().equals(use.distro()) || pin.distro().endsWith("/" + use.distro()));
        if (!same) return new None("tested was " + pin.distro() + ", the manifest names " + at);
        var found = available(at).stream()
                .filter(release -> release.tag().equals(pin.tag()))
                .findFirst();
        if (found.isEmpty()) return new None(at + " does not show " + pin.tag() + ", which was tested");
        if (!found.get().commit().equals(pin.commit()))
            return new None(at + " shows another commit as " + pin.tag() + " than the one that was tested");
        if (!found.get().tree().equals(pin.tree()))
            return new None(at + " shows another tree as " + pin.tag() + " than the one that was tested");
        return new Chosen(found.get());
    }

    private void checkAllTaken(Map<String, Used> recorded) {
        recorded.values().stream()
                .filter(pin -> !pinsTaken.contains(pin.path()))
                .forEach(pin -> troubles.add(new Trouble(
                        first(pin.path()),
                        "uses." + pin.path() + ": " + pin.distro() + " " + pin.tag()
                                + " was tested as a part, and nothing uses it")));
    }

    private List<Available> available(DistroAddress at) throws IOException {
        var known = releases.get(at);
        if (known != null) return known;
        var found = source.releases(at).stream()
                .filter(release -> Semver.isValid(release.version()))
                .toList();
        releases.put(at, found);
        return found;
    }

    private Loaded load(DistroAddress at, Available release) throws IOException {
        var key = at + " " + release.tag();
        var known = loaded.get(key);
        if (known != null) return known;
        var files = source.load(at, release);
        loaded.put(key, files);
        return files;
    }

    private String noneFits(DistroAddress at, String range) throws IOException {
        var versions = available(at).stream()
                .map(release -> new Semver(release.version()))
                .sorted(java.util.Comparator.reverseOrder())
                .limit(5)
                .map(Semver::getVersion)
                .toList();
        return at
                + (versions.isEmpty()
                        ? " has no release yet"
                        : " has no release that fits " + range + "; its newest are " + String.join(", ", versions));
    }

    private void checkWith(String name, Manifest.Use use, Manifest used, List<Link> chain) {
        use.with().keySet().stream()
                .filter(parameter -> !used.parameters().containsKey(parameter))
                .forEach(parameter -> refuse(
                        name,
                        chain,
                        "with." + parameter + ": " + used.name() + " has no such parameter; it has "
                                + listed(used.parameters().keySet())));
    }

    /** {@code ${uses.NAME.x}}: x has to be host, port, or an output of what NAME resolved to. */
    private void checkOutputs(Manifest manifest, Map<String, Part> uses, List<Link> chain) {
        ManifestTemplates.of(manifest)
                .map(Template::references)
                .flatMap(List::stream)
                .distinct()
                .filter(name -> name.startsWith("uses."))
                .forEach(reference -> {
                    var words = reference.split("\\.", 3);
                    var used = uses.get(words[1]);
                    if (used == null || words.length < 3) return;
                    var provides = used.manifest().provides();
                    var known = (words[2].equals("host") || words[2].equals("port"))
                                    && !provides.endpoints().isEmpty()
                            || provides.outputs().containsKey(words[2]);
                    if (!known) {
                        var has = new java.util.TreeSet<>(provides.outputs().keySet());
                        if (!provides.endpoints().isEmpty()) has.addAll(List.of("host", "port"));
                        refuse(
                                words[1],
                                chain,
                                "${" + reference + "}: " + used.manifest().name() + " does not provide " + words[2]
                                        + "; it provides " + listed(has));
                    }
                });
    }

    private static String listed(java.util.Collection<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private Optional<Part> refuse(String use, List<Link> chain, String why) {
        var via = chain.size() == 1
                ? ""
                : " (through " + chain.stream().map(Link::shown).collect(Collectors.joining(" → ")) + ")";
        var first = chain.size() == 1 ? use : chain.get(1).use();
        troubles.add(new Trouble(first, "uses." + use + ": " + why + via));
        return Optional.empty();
    }

    /** Returns the first name of a path of uses, which stands in the root's manifest. */
    private static String first(String path) {
        return path.split("\\.", 2)[0];
    }
}
