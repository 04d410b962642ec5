package dev.softservice.server.forge;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Audit;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.web.Text;
import dev.softservice.webhooks.ForgeKind;
import dev.softservice.webhooks.Remote;
import dev.softservice.webhooks.Secret;
import dev.softservice.webhooks.StandardWebhook;
import dev.softservice.webhooks.http.GuardedHttp;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sets mirrors up, changes and ends them. Refuses what cannot work, with the name of the field. */
final class MirrorSetup {
    private static final int SHORTEST_SECRET = 16;

    private final MirrorTable table;
    private final Forges forges;
    private final GuardedHttp http;
    private final Audit audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    MirrorSetup(MirrorTable table, Forges forges, GuardedHttp http, Audit audit, Clock clock) {
        this.table = table;
        this.forges = forges;
        this.http = http;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What a maintainer asks for, as it was given.
     *
     * @param api    root of the forge's API; empty: beside {@code url}
     * @param secret of the hook; empty: the one that is kept, else one that the hub makes
     * @param token  empty: the one that is kept
     */
    record Wish(
            String kind,
            String url,
            Optional<String> api,
            Optional<String> secret,
            Optional<String> token,
            List<String> trusted,
            Duration poll,
            Mirror.Choices choices) {}

    /** {@code created}: there was none before. {@code newSecret}: the hook's secret where the hub has just made it. */
    record Done(Mirror mirror, boolean created, Optional<String> newSecret) {}

    Mirror require(HostedRepository repository) {
        return find(repository).orElseThrow(() -> none(repository));
    }

    List<Mirror> all() {
        return table.all();
    }

    Optional<Mirror> find(HostedRepository repository) {
        return table.find(repository.id());
    }

    /** Asks for a look, as a hook does. */
    void hint(HostedRepository repository) {
        require(repository);
        table.hint(repository.id());
    }

    /** Refuses where the address cannot be that of a repository at such a forge. */
    void check(Wish wish) {
        remote(kind(wish), address("url", wish.url()));
    }

    private static ForgeKind kind(Wish wish) {
        return ForgeKind.named(wish.kind())
                .orElseThrow(() -> Refusal.invalid("field kind must be one of " + ForgeKind.words()));
    }

    private Remote remote(ForgeKind kind, URI url) {
        return forges.of(kind)
                .remote(url)
                .orElseThrow(() ->
                        Refusal.invalid("field url must be a clone URL such as https://github.com/owner/name.git"));
    }

    Done set(HostedRepository repository, Wish wish, Account by) {
        Optional<Mirror.Settings> before = find(repository).map(Mirror::settings);
        ForgeKind kind = kind(wish);
        URI url = address("url", wish.url());
        Remote remote = remote(kind, url);
        URI api = wish.api()
                .map(text -> address("api", text.replaceAll("/+$", "")))
                .orElse(remote.api());
        // What was kept for one address must not be sent to another by somebody who never knew it.
        Optional<Mirror.Settings> same = before.filter(
                kept -> kept.cloneUrl().equals(url) && kept.apiUrl().equals(api));
        Optional<Secret> given = wish.secret()
                .map(text -> {
                    StandardWebhook.objection(text).ifPresent(objection -> {
                        throw Refusal.invalid("field secret: " + objection);
                    });
                    return secret("secret", text);
                })
                .or(() -> same.map(Mirror.Settings::secret));
        Optional<Secret> token =
                wish.token().map(text -> secret("token", text)).or(() -> same.flatMap(Mirror.Settings::token));
        check(wish.choices(), token.isPresent());
        Secret secret = given.orElseGet(this::newSecret);
        store(
                repository,
                new Mirror.Settings(
                        kind, url, api, secret, token, Set.copyOf(wish.trusted()), wish.poll(), wish.choices()),
                by);
        return new Done(
                require(repository),
                before.isEmpty(),
                given.isPresent() ? Optional.empty() : Optional.of(secret.text()));
    }

    private static void check(Mirror.Choices choices, boolean hasToken) {
        choices.branches()
                .forEach(glob -> BranchFilter.objection(glob).ifPresent(objection -> {
                    throw Refusal.invalid("field branches: " + objection);
                }));
        if (choices.user().filter(text -> text.contains(":")).isPresent()) {
            throw Refusal.invalid("field user must not contain a colon");
        }
        if (choices.pushReleases() && !hasToken) {
            throw Refusal.invalid("field pushReleases needs a token that may write to the forge's repository");
        }
    }

    private void store(HostedRepository repository, Mirror.Settings settings, Account by) {
        table.write(handle -> {
            table.put(handle, repository.id(), settings, clock.instant());
            audit.record(
                    handle,
                    by,
                    "mirror.set",
                    repository.name().toString(),
                    settings.kind().word() + " " + settings.cloneUrl() + " api " + settings.apiUrl() + " trusted "
                            + String.join(" ", settings.trusted())
                            + (settings.choices().pushReleases() ? " pushes releases" : ""));
            return true;
        });
    }

    void remove(HostedRepository repository, Account by) {
        boolean removed = table.write(handle -> {
            audit.record(handle, by, "mirror.remove", repository.name().toString(), "");
            return MirrorTable.remove(handle, repository.id());
        });
        if (!removed) {
            throw none(repository);
        }
    }

    private URI address(String field, String text) {
        return Text.address("field " + field, text, http::objection);
    }

    private static Secret secret(String field, String text) {
        if (text.isBlank() || field.equals("secret") && text.length() < SHORTEST_SECRET) {
            throw Refusal.invalid("field " + field + " must have at least " + SHORTEST_SECRET
                    + " characters; without the field the hub makes one");
        }
        return new Secret(text);
    }

    private Secret newSecret() {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return new Secret(HexFormat.of().formatHex(bytes));
    }

    private static Refusal none(HostedRepository repository) {
        return Refusal.notFound(repository.name() + " mirrors nothing");
    }
}
