package dev.softservice.runner.install;

import dev.softservice.runner.evidence.StableStatement;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code softservice status}: what is installed, how it is, and what is newer. Changes nothing. */
public final class Overview {
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

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
     * @param sound      its files can be read
     * @param behind     what runs has been yanked, or its hub says nothing that still holds
     */
    public record Condition(
            InstallState state,
            List<Machine.Container> containers,
            List<String> addresses,
            Optional<String> halfDone,
            Optional<Version> newer,
            List<String> remarks,
            boolean sound,
            boolean behind) {
        private static final Duration SHORT = Duration.ofDays(1);

        /** Takes what its hub releases: nothing was refused, nor failed here. That a hub is away for a while is no more than that. */
        public boolean follows(Instant now) {
            boolean held = state.upkeep().trouble().stream()
                    .anyMatch(trouble -> trouble.kind() != InstallRefusal.Kind.UNREACHABLE
                            || trouble.since().plus(SHORT).isBefore(now));
            boolean failed = state.history().failed().stream()
                    .anyMatch(failure -> !failure.wanted() && isNewer(state, failure.version()));
            return !held && !failed && !behind;
        }

        /** Installed, complete and running well. */
        public boolean well() {
            return state.current().isPresent()
                    && halfDone.isEmpty()
                    && !containers.isEmpty()
                    && containers.stream()
                            .allMatch(container -> container.well(state.upkeep().well()));
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
        InstallState state;
        try {
            state = folder.state().orElseThrow();
        } catch (InstallRefusal damaged) {
            var unknown =
                    InstallState.fresh(new InstallState.Place(folder.name(), new Source("", Optional.empty()), ""));
            return new Condition(
                    unknown,
                    site.machine().inventory(folder.name()).containers(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(damaged.getMessage()),
                    false,
                    false);
        }
        var remarks = new ArrayList<String>();
        var heard = heard(folder, state, ask);
        remarks.addAll(heard.remarks());
        state.upkeep().trouble().ifPresent(trouble -> remarks.add(text(trouble)));
        state.history().failed().stream()
                .filter(failure -> isNewer(state, failure.version()))
                .forEach(failure -> remarks.add(text(state.name(), failure)));
        var newer = heard.newest()
                .filter(version -> state.current()
                        .map(current -> version.compareTo(current.version()) > 0)
                        .orElse(false));
        var addresses = addresses(folder, state, remarks);
        return new Condition(
                state,
                site.machine().inventory(state.name()).containers(),
                addresses,
                state.pending().map(Change::describe),
                newer,
                List.copyOf(remarks),
                true,
                heard.behind());
    }

    private static boolean isNewer(InstallState state, Version version) {
        return state.current()
                .map(current -> version.compareTo(current.version()) > 0)
                .orElse(true);
    }

    private static String text(Trouble trouble) {
        var times = trouble.times() == 1 ? "" : ", " + trouble.times() + " times";
        var next = trouble.kind() == InstallRefusal.Kind.PLATFORM
                ? "; track tries again from " + TIME.format(trouble.next()) + " on"
                : "";
        return "does not follow its hub since " + TIME.format(trouble.since()) + times + ": " + trouble.reason() + next;
    }

    private static String text(String name, InstallState.Failure failure) {
        var what = failure.wanted()
                ? failure.reason() + " on " + TIME.format(failure.at())
                : "failed here on " + TIME.format(failure.at()) + ": " + failure.reason();
        var next = failure.until()
                .map(until -> "; it is tried again from " + TIME.format(until) + " on, and now by")
                .orElse("; it is taken again by");
        return failure.version() + " " + what + next + " softservice upgrade " + name + " --retry";
    }

    /** What the hub says, or has said last. */
    private record Heard(Optional<Version> newest, boolean behind, List<String> remarks) {}

    private Heard heard(InstallationFolder folder, InstallState state, boolean ask) {
        var remarks = new ArrayList<String>();
        var newest = Optional.<Version>empty();
        var said = Optional.<StableStatement>empty();
        boolean behind = false;
        var now = site.clock().instant();
        try (var repository = DistroRepository.open(folder.repository(), DistroRepository.Bounds.GLANCE)) {
            var pinned = folder.signers();
            said = pinned.flatMap(signers -> new StableWord(repository, state, signers, now).believed());
            if (ask
                    && pinned.isPresent()
                    && repository.fetchWords(state.place().source().url())) {
                var signers = new HubKeys(repository, state, now).follow(pinned.get());
                said = new StableWord(repository, state, signers, now).now(true);
                newest = said.flatMap(StableStatement::stable).map(StableStatement.Named::version);
            } else if (ask) {
                newest = repository.offered(state.place().source().url());
            }
        } catch (InstallRefusal refused) {
            behind = refused.kind() == InstallRefusal.Kind.UNTRUSTED;
            remarks.add(refused.getMessage());
        } catch (java.io.UncheckedIOException unreadable) {
            remarks.add(Reason.of(unreadable));
        }
        var old = said.filter(word -> !word.expires().isAfter(now));
        old.ifPresent(word -> remarks.add("has heard nothing newer from its hub than " + StableWord.old(word, now)
                + ": softservice upgrade " + state.name() + " asks it"));
        var yanked = said.flatMap(word -> state.current()
                .flatMap(current -> Optional.ofNullable(word.yanked().get(current.version()))));
        yanked.ifPresent(reason -> remarks.add(yanked(state.name(), reason)));
        return new Heard(newest, behind || yanked.isPresent() || (ask && old.isPresent()), remarks);
    }

    /** What to know of a yanked release that runs. */
    static String yanked(String name, String reason) {
        return "what runs has been yanked, that is, taken back by its maintainers: " + reason + "; softservice upgrade "
                + name + " takes what replaces it, softservice revert " + name + " goes back";
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
