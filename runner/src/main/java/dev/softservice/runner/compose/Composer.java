package dev.softservice.runner.compose;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.manifest.composition.Resolver;
import dev.softservice.manifest.composition.Resolver.Resolved;
import dev.softservice.manifest.composition.Resolver.Unresolved;
import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.runner.plan.ResolvedDistro;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Resolves what a distro in a folder uses and has every part checked out. */
public final class Composer {
    private final DistroSource source;
    private final Supplier<Optional<String>> hub;

    /** @param hub where {@code owner/name} is looked up; empty: such names are refused with what to do */
    public Composer(DistroSource source, Optional<String> hub) {
        this(source, () -> hub);
    }

    /** As above, for a hub that knows its own address only once it listens. */
    public Composer(DistroSource source, Supplier<Optional<String>> hub) {
        this.source = source;
        this.hub = hub;
    }

    /** The same with these among the releases. */
    public Composer with(List<UnreleasedVersion> candidates) {
        return candidates.isEmpty() ? this : new Composer(new Candidates(source, candidates), hub);
    }

    public sealed interface Composed {}

    /** @param resolved see {@link Composition#resolved()} */
    public record Whole(ResolvedDistro distro, List<Composition.Used> resolved) implements Composed {}

    /** {@code reasons}: one line each, never empty. */
    public record Refused(List<String> reasons) implements Composed {}

    /** What {@code manifest} in {@code folder} is made of now. A source that can't be read is an {@link IOException} with one line for the operator. */
    public Composed compose(Manifest manifest, Path folder) throws IOException {
        return composed(manifest, folder, source, new Resolver(source));
    }

    /** As above, but made of exactly what was recorded, such as by a release's {@linkplain dev.softservice.runner.evidence.Evidence evidence}; see {@link Resolver#pinned}. */
    public Composed pinned(Manifest manifest, Path folder, List<Composition.Used> record) throws IOException {
        var released = source.released();
        return composed(manifest, folder, released, Resolver.pinned(released, record));
    }

    private Composed composed(Manifest manifest, Path folder, DistroSource from, Resolver resolver) throws IOException {
        return switch (resolution(resolver, manifest, new FolderFiles(folder))) {
            case Unresolved unresolved -> new Refused(unresolved.reasons());
            case Resolved resolved ->
                new Whole(
                        checkedOut(resolved.composition().root(), folder, from),
                        resolved.composition().resolved());
        };
    }

    /** What {@code manifest} is made of now, with nothing checked out. Throws as {@link #compose}. */
    public Resolver.Resolution resolve(Manifest manifest, RepositoryFiles files) throws IOException {
        return resolution(new Resolver(source), manifest, files);
    }

    private Resolver.Resolution resolution(Resolver resolver, Manifest manifest, RepositoryFiles files)
            throws IOException {
        try {
            // Without uses no hub is asked for: one that serves may not know its own address yet.
            var at = manifest.uses().isEmpty() ? Optional.<String>empty() : hub.get();
            return resolver.resolve(manifest, files, at, Optional.empty());
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static ResolvedDistro checkedOut(Composition.Part part, Path folder, DistroSource from) throws IOException {
        var uses = new LinkedHashMap<String, ResolvedDistro>();
        for (var use : part.uses().entrySet()) {
            var used = use.getValue();
            uses.put(
                    use.getKey(),
                    checkedOut(
                            used,
                            from.folder(
                                    used.address().orElseThrow(), used.release().orElseThrow()),
                            from));
        }
        return new ResolvedDistro(part.manifest(), folder, uses);
    }
}
