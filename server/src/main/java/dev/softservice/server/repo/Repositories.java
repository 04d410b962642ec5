package dev.softservice.server.repo;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Audit;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The repositories of the hub: rows and bare Git repositories together. */
public final class Repositories {
    private static final int LONGEST_DESCRIPTION = 500;
    private static final String SELECT =
            "select id, owner, name, description, created_at, private, made_as, archived, goes_at from repository";

    private final Database database;
    private final Consumer<RepositoryName> bare;
    private final Audit audit;
    private final Clock clock;
    private final BiConsumer<Handle, HostedRepository> made;

    /**
     * {@code bare} makes a bare Git repository, or takes up the one that is there; {@code made} is told of each new repository in the
     * transaction that stores it.
     */
    public Repositories(
            Database database,
            Consumer<RepositoryName> bare,
            Audit audit,
            Clock clock,
            BiConsumer<Handle, HostedRepository> made) {
        this.database = database;
        this.bare = bare;
        this.audit = audit;
        this.clock = clock;
        this.made = made;
    }

    /** A public one, as {@link #create(RepositoryName, String, boolean, Account)}. */
    public HostedRepository create(RepositoryName name, String description, Account by) {
        return create(name, description, false, by);
    }

    /**
     * Makes row and bare repository; a taken name is a conflict; needs {@code MAINTAINER} of the namespace. The account that makes the first one of a
     * namespace owns the namespace; else it owns the repository.
     */
    public HostedRepository create(RepositoryName name, String description, boolean isPrivate, Account by) {
        by.require(Role.MAINTAINER, "make repositories in " + name.owner());
        checkDescription(description);
        find(name).ifPresent(other -> refuseTaken(name, other));
        // Git first: a repository without a row is invisible and is taken up by the next try; a row without one would
        // be broken.
        bare.accept(name);
        return database.write(handle -> {
            find(handle, name).ifPresent(other -> refuseTaken(name, other));
            handle.createUpdate("""
                insert into repository (owner, name, description, created_at, private, made_as)
                values (:owner, :name, :description, :now, :private, :madeAs)\
                """)
                    .bind("owner", name.owner())
                    .bind("name", name.name())
                    .bind("description", description)
                    .bind("now", clock.millis())
                    .bind("private", isPrivate ? 1 : 0)
                    .bind("madeAs", name.toString())
                    .execute();
            var repository = find(handle, name).orElseThrow();
            Memberships.madeBy(handle, repository, by, clock.instant());
            made.accept(handle, repository);
            audit.record(handle, by, "repository.create", name.toString(), description);
            return repository;
        });
    }

    static void checkDescription(String description) {
        if (description.length() > LONGEST_DESCRIPTION || description.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.invalid(
                    "repository description must be one line of at most " + LONGEST_DESCRIPTION + " characters");
        }
    }

    /** {@code other}: what is found under the name. */
    static void refuseTaken(RepositoryName name, HostedRepository other) {
        if (!other.name().equals(name))
            throw Refusal.conflict(
                    name + " is a former name of " + other.name() + ", and leads there: choose another name");
        throw Refusal.conflict("there is a repository " + name + " already"
                + (other.isGoing() ? ", which is about to be deleted: its owners see when, in its settings" : ""));
    }

    /** The one of this name, else the one that had it. */
    public Optional<HostedRepository> find(RepositoryName name) {
        return database.read(handle -> find(handle, name));
    }

    /** As {@link #find(RepositoryName)}, in the caller's transaction. */
    public static Optional<HostedRepository> find(Handle handle, RepositoryName name) {
        return handle.createQuery(SELECT + " where owner = :owner and name = :name")
                .bind("owner", name.owner())
                .bind("name", name.name())
                .map((row, _) -> read(row))
                .findOne()
                .or(() -> FormerNames.repository(handle, name).flatMap(id -> find(handle, id)));
    }

    /** Those of {@code names} that are here, in the caller's transaction; also by a name that they had before. */
    public static Map<RepositoryName, HostedRepository> all(Handle handle, Collection<RepositoryName> names) {
        if (names.isEmpty()) return Map.of();
        var found = new HashMap<>(named(handle, names));
        for (var name : names)
            if (!found.containsKey(name)) find(handle, name).ifPresent(repository -> found.put(name, repository));
        return found;
    }

    private static Map<RepositoryName, HostedRepository> named(Handle handle, Collection<RepositoryName> names) {
        return handle
                .createQuery(SELECT + " where owner in (<owners>) and name in (<names>)")
                .bindList(
                        "owners",
                        names.stream().map(RepositoryName::owner).distinct().toList())
                .bindList(
                        "names",
                        names.stream().map(RepositoryName::name).distinct().toList())
                .map((row, _) -> read(row))
                .stream()
                .filter(repository -> names.contains(repository.name()))
                .collect(Collectors.toMap(HostedRepository::name, repository -> repository));
    }

    /** As {@link #find}, refusing with "no repository owner/name here" where there is none. */
    public HostedRepository require(RepositoryName name) {
        return find(name).orElseThrow(() -> Refusal.notFound("no repository " + name + " here"));
    }

    static Optional<HostedRepository> find(Handle handle, long id) {
        return handle.createQuery(SELECT + " where id = :id")
                .bind("id", id)
                .map((row, _) -> read(row))
                .findOne();
    }

    public static boolean isPrivate(Handle handle, long id) {
        return find(handle, id).filter(HostedRepository::isPrivate).isPresent();
    }

    public HostedRepository byId(long id) {
        return database.read(handle -> find(handle, id))
                .orElseThrow(() -> Refusal.notFound("no repository " + id + " here"));
    }

    /** As {@link #byId}; empty also where it is about to go. */
    public Optional<HostedRepository> lasting(long id) {
        return database.read(handle -> find(handle, id)).filter(repository -> !repository.isGoing());
    }

    /** All names that lead to it but the one under which it was made. */
    public SortedSet<String> otherNames(HostedRepository repository) {
        var names = new TreeSet<String>();
        names.add(repository.name().toString());
        database.read(handle -> FormerNames.of(handle, repository.id())).forEach(name -> names.add(name.toString()));
        names.remove(repository.life().madeAs().toString());
        return names;
    }

    /** The id of {@code owner/name}, words that may be anybody's, in the caller's transaction. */
    public static Optional<Long> id(Handle handle, String owner, String name) {
        return handle.createQuery("select id from repository where owner = :owner and name = :name")
                .bind("owner", owner)
                .bind("name", name)
                .mapTo(Long.class)
                .findOne()
                .or(() -> FormerNames.repository(handle, owner, name));
    }

    /** The names of those of {@code ids} that are here, in the caller's transaction. */
    public static Map<Long, RepositoryName> names(Handle handle, Collection<Long> ids) {
        if (ids.isEmpty()) return Map.of();
        var names = new HashMap<Long, RepositoryName>();
        handle.createQuery("select id, owner, name from repository where id in (<ids>)")
                .bindList("ids", List.copyOf(ids))
                .map((row, _) ->
                        names.put(row.getLong("id"), new RepositoryName(row.getString("owner"), row.getString("name"))))
                .list();
        return names;
    }

    /** The number that the repository's next pull request gets, in the caller's transaction. */
    public static int nextPull(Handle handle, long repository) {
        return handle.createQuery("select next_pull from repository where id = :id")
                .bind("id", repository)
                .mapTo(Integer.class)
                .one();
    }

    /** Takes a number that {@link #nextPull} gave; false where somebody else has taken it meanwhile. */
    public static boolean takePull(Handle handle, long repository, int number) {
        return handle.createUpdate("update repository set next_pull = next_pull + 1 where id = :id and next_pull ="
                                + " :number")
                        .bind("id", repository)
                        .bind("number", number)
                        .execute()
                == 1;
    }

    /** Numbers up to {@code last} are somebody else's: the next pull request gets a higher one. In the caller's transaction. */
    static void passPulls(Handle handle, long repository, int last) {
        handle.createUpdate("update repository set next_pull = :next where id = :id and next_pull < :next")
                .bind("id", repository)
                .bind("next", last + 1)
                .execute();
    }

    /** By name; without those that are about to go. */
    public List<HostedRepository> all() {
        return database.read(handle -> handle.createQuery(SELECT + " where goes_at is null order by owner, name")
                .map((row, _) -> read(row))
                .list());
    }

    /** Those of a namespace that are about to go, by name. */
    static List<HostedRepository> going(Handle handle, String owner) {
        return handle.createQuery(SELECT + " where owner = :owner and goes_at is not null order by name")
                .bind("owner", owner)
                .map((row, _) -> read(row))
                .list();
    }

    /** Those whose time has come, the first one first. */
    static List<HostedRepository> due(Handle handle, Instant now) {
        return handle.createQuery(SELECT + " where goes_at <= :now order by goes_at, id")
                .bind("now", now.toEpochMilli())
                .map((row, _) -> read(row))
                .list();
    }

    static List<HostedRepository> of(Handle handle, String owner, Visible by) {
        return by.bind(handle.createQuery(
                        SELECT + " where owner = :owner and " + by.condition("id") + " order by owner, name"))
                .bind("owner", owner)
                .map((row, _) -> read(row))
                .list();
    }

    private static HostedRepository read(ResultSet row) throws SQLException {
        return new HostedRepository(
                row.getLong("id"),
                new RepositoryName(row.getString("owner"), row.getString("name")),
                row.getString("description"),
                Rows.time(row, "created_at"),
                row.getInt("private") == 1,
                new HostedRepository.Life(
                        RepositoryName.read(row.getString("made_as")),
                        row.getInt("archived") == 1,
                        Rows.optionalTime(row, "goes_at")));
    }
}
