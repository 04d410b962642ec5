package dev.softservice.server.pull;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a pull request's text says that has to land before it: lines such as {@code Depends-On: owner/name#12}, or {@code Depends-On: #12} in the same repository. A private repository is not there for others. */
final class Dependencies {
    private static final Pattern LINE =
            Pattern.compile("(?im)^depends-on:[ \\t]*(?:([^/\\s#]+)/([^/\\s#]+))?#(\\d{1,9})[ \\t]*$");
    private static final int MOST = 20;

    /**
     * One that has not landed.
     *
     * @param line the branch that it is to land on; empty where it can't land any more, or is not there
     */
    record Open(String name, long repository, int number, Optional<BranchName> line, String state) {
        boolean isInLineWith(PullRequest pull) {
            return repository == pull.repository() && line.equals(Optional.of(pull.base()));
        }

        Hold hold() {
            return new Hold(Hold.Kind.DEPENDS, "depends on " + name + ", which " + state);
        }
    }

    private final Database database;
    private final Repositories repositories;

    Dependencies(Database database, Repositories repositories) {
        this.database = database;
        this.repositories = repositories;
    }

    List<Open> open(PullRequest pull) {
        return open(repositories.byId(pull.repository()), List.of(pull)).getOrDefault(pull.id(), List.of());
    }

    /** The same for many of one repository, by id; those without any are left out. */
    Map<Long, List<Open>> open(HostedRepository here, List<PullRequest> pulls) {
        var named = new LinkedHashMap<Long, List<Named>>();
        for (var pull : pulls) {
            var lines = named(here, pull);
            if (!lines.isEmpty()) named.put(pull.id(), lines);
        }
        if (named.isEmpty()) return Map.of();
        var all = named.values().stream().flatMap(List::stream).toList();
        return database.read(handle -> {
            var there = new HashMap<>(Repositories.all(
                    handle,
                    all.stream().flatMap(one -> one.repository().stream()).collect(Collectors.toSet())));
            // An account that may not see a private repository learns nothing of it by naming it.
            there.values().removeIf(repository -> repository.isPrivate() && repository.id() != here.id());
            var found = PullTable.all(
                    handle, all.stream().flatMap(one -> one.key(there).stream()).collect(Collectors.toSet()));
            var open = new HashMap<Long, List<Open>>();
            named.forEach((pull, lines) -> open.put(
                    pull,
                    lines.stream()
                            .flatMap(one ->
                                    open(one, one.key(there).flatMap(key -> Optional.ofNullable(found.get(key))))
                                            .stream())
                            .toList()));
            return open;
        });
    }

    /** What a line names; {@code repository} is empty where no repository can have that name. */
    private record Named(Optional<RepositoryName> repository, String shown, int number) {
        Optional<PullKey> key(Map<RepositoryName, HostedRepository> there) {
            // Anybody writes #0 into a text.
            return repository
                    .filter(_ -> number > 0)
                    .flatMap(name -> Optional.ofNullable(there.get(name)))
                    .map(hosted -> new PullKey(hosted.id(), number));
        }
    }

    private static List<Named> named(HostedRepository here, PullRequest pull) {
        var named = new ArrayList<Named>();
        var line = LINE.matcher(pull.description());
        for (int i = 0; i < MOST && line.find(); i++) {
            int number = Integer.parseInt(line.group(3));
            named.add(
                    line.group(1) == null
                            ? new Named(Optional.of(here.name()), here.name() + "#" + number, number)
                            : new Named(
                                    name(line.group(1), line.group(2)),
                                    line.group(1) + "/" + line.group(2) + "#" + number,
                                    number));
        }
        return List.copyOf(named);
    }

    private static Optional<Open> open(Named named, Optional<PullRequest> found) {
        var name = named.shown();
        int number = named.number();
        if (found.isEmpty()) return Optional.of(new Open(name, 0, number, Optional.empty(), "is not on this hub"));
        var other = found.get();
        return switch (other.state()) {
            case MERGED -> Optional.empty();
            case CLOSED -> Optional.of(new Open(name, other.repository(), number, Optional.empty(), "is closed"));
            case OPEN ->
                Optional.of(
                        new Open(name, other.repository(), number, Optional.of(other.base()), "has not landed yet"));
        };
    }

    private static Optional<RepositoryName> name(String owner, String name) {
        try {
            return Optional.of(new RepositoryName(owner, name));
        } catch (Refusal noSuchName) {
            if (noSuchName.kind() == Refusal.Kind.INVALID) return Optional.empty();
            throw noSuchName;
        }
    }
}
