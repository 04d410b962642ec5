package dev.softservice.runner.install;

import dev.softservice.runner.evidence.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code softservice status}: what is installed, how it is, and what is newer. Changes nothing. */
public final class Overview {
    private final Site site;

    public Overview(Site site) {
        this.site = site;
    }

    /**
     * One installation.
     *
     * @param containers what the engine says of it
     * @param halfDone   what was begun and not finished, in words; empty: nothing
     * @param newer      what the hub offers beyond what runs, not verified yet
     * @param remarks    what else its user should know
     */
    public record Condition(
            InstallState state,
            List<Machine.Container> containers,
            List<String> addresses,
            Optional<String> halfDone,
            Optional<Version> newer,
            List<String> remarks) {
        /** Installed, complete and running well. */
        public boolean well() {
            return state.current().isPresent()
                    && halfDone.isEmpty()
                    && !containers.isEmpty()
                    && containers.stream().allMatch(Machine.Container::well);
        }
    }

    /** All installations, or the one named; {@code ask}: ask each hub what is newer. */
    public List<Condition> of(Optional<String> name, boolean ask) throws InterruptedException {
        var names = name.isPresent()
                ? List.of(site.folders().existing(name).name())
                : site.folders().names();
        var conditions = new ArrayList<Condition>();
        for (var each : names) conditions.add(condition(site.folders().installation(each), ask));
        return List.copyOf(conditions);
    }

    private Condition condition(InstallationFolder folder, boolean ask) throws InterruptedException {
        var state = folder.state().orElseThrow();
        var remarks = new ArrayList<String>();
        var newest = ask ? newest(folder, state, remarks) : Optional.<Version>empty();
        state.history().failed().stream()
                .filter(failure -> state.current()
                        .map(current -> failure.version().compareTo(current.version()) > 0)
                        .orElse(true))
                .forEach(failure -> remarks.add(failure.version() + " failed here: " + failure.reason()));
        var newer = newest.filter(version -> state.current()
                .map(current -> version.compareTo(current.version()) > 0)
                .orElse(false));
        var addresses = addresses(folder, state, remarks);
        return new Condition(
                state,
                site.machine().inventory(state.name()).containers(),
                addresses,
                state.pending().map(Change::describe),
                newer,
                List.copyOf(remarks));
    }

    private static Optional<Version> newest(InstallationFolder folder, InstallState state, List<String> remarks) {
        try (var repository = DistroRepository.open(folder.repository(), DistroRepository.Bounds.GLANCE)) {
            return repository.offered(state.place().source().url());
        } catch (InstallRefusal unreachable) {
            remarks.add(unreachable.getMessage());
            return Optional.empty();
        }
    }

    /** One installation whose files are damaged does not hide the others, nor that its containers run. */
    private List<String> addresses(InstallationFolder folder, InstallState state, List<String> remarks) {
        if (state.current().isEmpty()) return List.of();
        var current = state.current().get();
        try {
            var tree = Tree.read(folder, current.version(), current.composition());
            var values = Choices.of(tree.manifest(), state.parameters(), Map.of(), site.conversation());
            // No address depends on the secrets of used distros, and looking must make none.
            return Addresses.of(tree.plan(state.place(), values, (_, _) -> "unknown"), tree.published());
        } catch (InstallRefusal damaged) {
            remarks.add(damaged.getMessage());
            return List.of();
        }
    }
}
