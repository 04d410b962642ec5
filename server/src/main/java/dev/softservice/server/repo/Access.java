package dev.softservice.server.repo;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Bearer;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Decides what somebody may do in a repository or a namespace; nothing else does. In public ones, the highest of their
 * roles on the hub, in the namespace and in the repository counts. In private ones, only the last two count. A
 * credential may allow less.
 */
public final class Access {
    private final Database database;

    public Access(Database database) {
        this.database = database;
    }

    /** The repository and who they are in it; empty where it is not here, and where they may not see it. */
    public Optional<Seen> see(RepositoryName name, Bearer bearer) {
        return database.read(
                handle -> Repositories.find(handle, name).flatMap(repository -> see(handle, repository, bearer)));
    }

    public Optional<Seen> see(long repository, Bearer bearer) {
        return database.read(
                handle -> Repositories.find(handle, repository).flatMap(found -> see(handle, found, bearer)));
    }

    /** As {@link #require}; owners see one that is about to go, too. */
    public Seen requireEvenGoing(RepositoryName name, Bearer bearer) {
        return database.read(handle -> Repositories.find(handle, name)
                        .filter(HostedRepository::isGoing)
                        .map(going -> new Seen(going, bearer.account().as(role(handle, going, bearer))))
                        .filter(seen -> seen.account().role().atLeast(Role.OWNER)))
                .orElseGet(() -> require(name, bearer));
    }

    private static Optional<Seen> see(Handle handle, HostedRepository repository, Bearer bearer) {
        var role = role(handle, repository, bearer);
        if (repository.isGoing() || repository.isPrivate() && role == Role.ANONYMOUS) return Optional.empty();
        return Optional.of(new Seen(repository, bearer.account().as(role)));
    }

    /** As {@link #see}; refuses in the same words what is not here and what is not seen. */
    public Seen require(RepositoryName name, Bearer bearer) {
        return see(name, bearer).orElseThrow(() -> Refusal.notFound("no repository " + name + " here"));
    }

    /**
     * For programs that bring their credentials only when they are asked: nobody known is asked for them, if anything here is private. They are
     * asked just the same for what is not here.
     */
    public Seen requireOrAsk(RepositoryName name, Bearer bearer) {
        return see(name, bearer)
                .orElseThrow(() -> bearer.isNobody() && hidesAny()
                        ? Refusal.of(
                                Refusal.Kind.UNAUTHENTICATED,
                                "no public repository " + name
                                        + " here; for a private one give your token as the password, with"
                                        + " any user name")
                        : Refusal.notFound("no repository " + name + " here"));
    }

    private boolean hidesAny() {
        return database.read(handle -> handle.createQuery("select id from repository where private = 1 limit 1")
                .mapTo(Long.class)
                .findOne()
                .isPresent());
    }

    private static Role role(Handle handle, HostedRepository repository, Bearer bearer) {
        if (bearer.reach().repository().filter(only -> only != repository.id()).isPresent()) return Role.ANONYMOUS;
        var account = bearer.account();
        var given = Memberships.of(handle, repository, account.id());
        var onHub = repository.isPrivate() && account.role() != Role.ADMIN ? Role.ANONYMOUS : account.role();
        return Role.lower(Role.higher(onHub, given), bearer.reach().most());
    }

    /** Who they are in a namespace. Refuses in the same words what is not here and what has nothing that they may see. */
    public Account inNamespace(String name, Bearer bearer) {
        return database.read(handle -> {
            var namespace = Namespaces.require(handle, name, Visible.to(bearer));
            return in(handle, namespace, bearer);
        });
    }

    /** Who they are where they want to make a repository: in the namespace, or on the hub where there is none of that name yet. */
    public Account making(String namespace, Bearer bearer) {
        return database.read(handle -> Namespaces.find(handle, namespace)
                .map(found -> in(handle, found, bearer))
                .orElseGet(bearer::onHub));
    }

    private static Account in(Handle handle, Namespace namespace, Bearer bearer) {
        var onHub = bearer.onHub();
        if (bearer.reach().repository().isPresent()) return onHub;
        var given = Memberships.of(handle, namespace, bearer.account().id());
        return onHub.as(
                Role.higher(onHub.role(), Role.lower(given, bearer.reach().most())));
    }

    /** The names of those who were given this role or more in the repository or its namespace, of themselves or by a team. */
    public Set<String> given(Role least, long repository) {
        return database.read(handle -> Repositories.find(handle, repository).stream()
                .flatMap(found -> Memberships.accounts(handle, found, least).stream())
                .map(account -> Accounts.name(handle, account))
                .collect(Collectors.toSet()));
    }

    /**
     * Whether an account that once asked for something may still do so; nobody may where the repository is archived or about to go. A name that is no account's is the hub's own or one of a forge, and was
     * judged when it asked.
     */
    public boolean stillHas(Role needed, String account, HostedRepository repository) {
        return database.read(handle -> {
            if (Repositories.find(handle, repository.id())
                    .filter(now -> !now.isAtRest())
                    .isEmpty()) return false;
            if (!Accounts.isKnown(handle, account)) return true;
            return Accounts.active(handle, account)
                    .filter(known -> role(handle, repository, Bearer.of(known)).atLeast(needed))
                    .isPresent();
        });
    }
}
