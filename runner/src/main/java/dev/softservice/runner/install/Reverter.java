package dev.softservice.runner.install;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** {@code softservice revert}: back to a copy of the data, and to the release that belongs to it. */
public final class Reverter {
    private final Site site;

    public Reverter(Site site) {
        this.site = site;
    }

    /**
     * @param version the release, or the id of a copy; empty: the newest copy
     * @param agreed  it is known that what was written since goes out of use
     */
    public record Wish(Optional<String> version, boolean agreed) {}

    public InstallState revert(Optional<String> wanted, Wish wish) throws InterruptedException {
        var folder = site.folders().existing(wanted);
        try (var _ = folder.lock()) {
            var change = site.change(folder);
            var state = change.resume(folder.state().orElseThrow());
            var target = target(state, wish.version());
            var now =
                    state.current().map(current -> current.version().toString()).orElse("nothing");
            site.conversation()
                    .say(state.name() + ": going back from " + now + " to " + Changeover.describe(target)
                            + ", with the data as it was " + target.taken().why() + "; what was written since "
                            + Overview.TIME.format(target.taken().at()) + " goes out of use, and is kept as a copy");
            if (!wish.agreed() && !site.conversation().agree("Go back?"))
                throw InstallRefusal.input(
                        state.name() + ": going back takes newer data out of use: add --yes if that is wanted");
            return change.revert(state, target);
        }
    }

    private static DataCopy target(InstallState state, Optional<String> version) {
        var copies = state.upkeep().copies().stream()
                .filter(copy -> !copy.going() && copy.of().isPresent())
                .sorted(Comparator.comparing((DataCopy copy) -> copy.taken().at())
                        .reversed())
                .toList();
        if (copies.isEmpty())
            throw InstallRefusal.input(state.name() + ": no copy of its data is kept here, so there is no way back");
        if (version.isEmpty()) return copies.getFirst();
        return copies.stream()
                .filter(copy -> copy.id().equals(version.get())
                        || Changeover.describe(copy).equals(version.get()))
                .findFirst()
                .orElseThrow(() -> InstallRefusal.input(state.name() + ": no copy of its data is of " + version.get()
                        + "; there are " + String.join(", ", names(copies))));
    }

    private static List<String> names(List<DataCopy> copies) {
        return copies.stream().map(Changeover::describe).distinct().toList();
    }
}
