package dev.softservice.server.oidc;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Audit;
import dev.softservice.server.account.Passwords;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/**
 * Signing in with the operator's OpenID provider. An account belongs to a person there only if it was made for them, or if its owner, signed in
 * here, has linked it. Neither a name nor an address of mail ever leads to an account.
 */
public final class OpenIdSignIn {
    /** Where browsers come back to. */
    public static final String BACK = "/login/provider/back";

    private static final Duration SIGNED_IN = Duration.ofDays(30);
    private static final int LONGEST_NAME = 39;

    private final OidcSettings settings;
    private final Database database;
    private final Accounts accounts;
    private final Passwords passwords;
    private final Audit audit;
    private final Clock clock;
    private final Provider provider;
    private final Flows flows = new Flows();

    /** Where accounts are kept, and who reads the clock. */
    public record Keeping(Database database, Accounts accounts, Passwords passwords, Audit audit, Clock clock) {}

    /** {@code url}: the address of a path from outside. */
    public OpenIdSignIn(OidcSettings settings, Keeping keeping, UnaryOperator<String> url) {
        this.settings = settings;
        this.database = keeping.database();
        this.accounts = keeping.accounts();
        this.passwords = keeping.passwords();
        this.audit = keeping.audit();
        this.clock = keeping.clock();
        this.provider = new Provider(settings, () -> URI.create(url.apply(BACK)), clock);
    }

    /** What people call the provider. */
    public String name() {
        return settings.name();
    }

    /** Where the browser with this session goes to sign in; then to {@code next}, a path on the hub. */
    public URI begin(String session, String next) {
        return provider.address(flows.begin(session, next, Optional.empty()));
    }

    /** Where the browser goes to link the account that it is signed in to. */
    public URI beginLinking(String session, Account by) {
        by.require(Role.READER, "link their account");
        return provider.address(flows.begin(session, "/profile/provider", Optional.of(by.name())));
    }

    /** What a browser brings back. {@code by}: who is signed in with the session at present. */
    public record Back(String state, String code, Optional<String> issuer, Optional<String> session, Account by) {}

    /** {@code token}: for a session, where somebody has signed in; empty: an account was linked. */
    public record Done(Optional<String> token, String next) {}

    public Done end(Back back) {
        var flow = flows.end(back.state(), back.session());
        // Nothing but what the provider answers to the hub itself counts.
        var person = provider.signedIn(flow, new Provider.Answer(back.code(), back.issuer()));
        if (flow.account().isPresent()) {
            if (!flow.account().get().equals(back.by().name()))
                throw Refusal.forbidden("somebody else is signed in now: begin to link again");
            link(person, back.by());
            return new Done(Optional.empty(), flow.next());
        }
        var account = database.write(handle -> account(handle, person));
        accounts.recheck();
        return new Done(Optional.of(token(account)), flow.next());
    }

    private String token(Account account) {
        return accounts.issue(
                        account.name(),
                        Accounts.SIGNED_IN + settings.name(),
                        Role.higher(account.role(), Role.OWNER),
                        Optional.of(clock.instant().plus(SIGNED_IN)),
                        account)
                .text();
    }

    private Account account(Handle handle, SignedIn person) {
        var found = IdentityTable.find(handle, person);
        if (found.isEmpty()) return make(handle, person);
        IdentityTable.used(handle, found.get().id(), person.name(), clock.instant());
        var account = Accounts.active(handle, Accounts.name(handle, found.get().account()))
                .orElseThrow(() -> Refusal.forbidden("this account is disabled: ask an administrator"));
        return found.get().made() ? withRole(handle, account, person) : account;
    }

    private Account make(Handle handle, SignedIn person) {
        if (!settings.makesAccounts())
            throw Refusal.forbidden("no account here is linked with you at " + settings.name()
                    + ": log in another way and link it on your profile, or ask an administrator");
        var name = wished(person.name());
        if (Accounts.isKnown(handle, name))
            throw Refusal.conflict("there is an account " + name + " already, and it is not linked with you at "
                    + settings.name() + ": if it is yours, log in another way and link it on your profile");
        var account = accounts.make(handle, name, role(person).orElse(Role.READER));
        IdentityTable.insert(handle, person, account, true, clock.instant());
        audit.record(handle, account, "account.join", name, "by " + settings.name());
        return account;
    }

    /** As names here are: of {@code Ada.Lovelace@example.org} it is {@code ada-lovelace}. */
    private static String wished(String name) {
        var plain = name.toLowerCase(Locale.ROOT)
                .replaceAll("@.*", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        return (plain.length() <= LONGEST_NAME ? plain : plain.substring(0, LONGEST_NAME)).replaceAll("-$", "");
    }

    /** What their groups mean; empty: the operator has said nothing about groups. */
    private Optional<Role> role(SignedIn person) {
        var roles = settings.groups().roles();
        if (roles.isEmpty()) return Optional.empty();
        return Optional.of(person.groups().stream()
                .map(group -> roles.getOrDefault(group, Role.READER))
                .reduce(Role.READER, Role::higher));
    }

    /** Only of accounts that were made for people of the provider: others were given their role here. */
    private Account withRole(Handle handle, Account account, SignedIn person) {
        var role = role(person);
        if (role.isEmpty() || role.get() == account.role()) return account;
        accounts.give(handle, account, role.get(), "by the groups at " + settings.name());
        return account.as(role.get());
    }

    private void link(SignedIn person, Account by) {
        database.run(handle -> {
            var found = IdentityTable.find(handle, person);
            if (found.filter(row -> row.account() == by.id()).isPresent()) return;
            if (found.isPresent())
                throw Refusal.conflict("another account is linked with you at " + settings.name()
                        + ": log in to that one and unlink it first");
            IdentityTable.insert(handle, person, by, false, clock.instant());
            audit.record(handle, by, "account.link", by.name(), settings.name());
        });
    }

    /** One's own. */
    public List<Identity> of(Account by) {
        return database.read(handle -> IdentityTable.of(handle, by));
    }

    /** Whether something else would still let them in. */
    public boolean canUnlink(Account by) {
        return passwords.isSet(by);
    }

    /** Refuses to take the last way in away. */
    public void unlink(long id, Account by) {
        by.require(Role.READER, "unlink their account");
        if (!canUnlink(by)) throw Refusal.conflict("set a password first: else nothing would let you in any more");
        database.run(handle -> {
            if (!IdentityTable.remove(handle, by, id)) throw Refusal.notFound("no link " + id + " of yours");
            audit.record(handle, by, "account.unlink", by.name(), settings.name());
        });
    }
}
