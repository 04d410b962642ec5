package dev.softservice.server.runners;

import dev.softservice.runner.cli.RunnerVersion;
import dev.softservice.runner.evidence.VerifyingKey;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.wire.Messages.Ask;
import dev.softservice.runner.wire.Messages.Register;
import dev.softservice.runner.wire.Messages.Registered;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Audit;
import dev.softservice.server.account.Authentication;
import dev.softservice.server.account.Bearer;
import dev.softservice.server.account.LinkSecret;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who verifies runs for this hub. A runner is no account: what it proves itself with opens nothing but what its leases need. */
final class RunnerRegistry {
    static final Duration TOKEN_LASTS = Duration.ofHours(1);
    private static final Duration OFTEN_ENOUGH = Duration.ofMinutes(1);
    private static final Account HUB = Account.HUB;

    private final Database database;
    private final Audit audit;
    private final Clock clock;
    private final String hub;
    /** Counts wrong secrets and tokens by where they come from. */
    private final Authentication wrong;

    /** {@code hub}: its id. */
    RunnerRegistry(Database database, Audit audit, Clock clock, String hub) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.hub = hub;
        this.wrong = new Authentication(
                secret -> database.read(handle -> RunnerTable.bySecret(handle, hash(secret)))
                        .map(_ -> Bearer.NOBODY),
                clock);
    }

    String hub() {
        return hub;
    }

    private static String hash(String secret) {
        return Digest.of(secret.getBytes(StandardCharsets.UTF_8)).text();
    }

    /** What a new runner proves itself with, once and within {@link #TOKEN_LASTS}. */
    String invite(Account by) {
        by.require(Role.ADMIN, "add runners");
        var token = LinkSecret.fresh();
        database.run(handle -> {
            RunnerTable.addToken(handle, hash(token), by.name(), clock.instant().plus(TOKEN_LASTS));
            audit.record(handle, by, "runner.invite", "runner", "");
        });
        return token;
    }

    /** Makes a runner known. {@code client}: the address that asks. */
    Registered register(Register wish, String client) {
        requireVersion(wish.name(), wish.machine().version());
        if (VerifyingKey.parse(wish.key()).isEmpty()) throw Refusal.invalid("key must be an ssh-ed25519 key");
        var secret = LinkSecret.fresh();
        var id = database.write(handle -> {
            if (!RunnerTable.takeToken(handle, hash(wish.token()), clock.instant())) return Optional.<Long>empty();
            if (RunnerTable.byName(handle, wish.name()).isPresent())
                throw Refusal.conflict("there is a runner " + wish.name()
                        + " here already: give this one another name with --name, or remove that one first");
            long added = RunnerTable.add(handle, wish, hash(secret), clock.instant());
            audit.record(handle, HUB, "runner.register", "runner " + wish.name(), "from " + client);
            return Optional.of(added);
        });
        if (id.isEmpty()) {
            // Counted like any wrong secret.
            wrong.byToken(wish.token(), client);
            throw Refusal.of(
                    Refusal.Kind.UNAUTHENTICATED,
                    "this token is not known here, has been used, or is older than " + TOKEN_LASTS.toHours()
                            + " h: make a new one on the hub's page Runners");
        }
        return new Registered(id.get(), secret, hub);
    }

    /** Who brings this secret. */
    KnownRunner require(Optional<String> secret, String client) {
        return secret.filter(text -> wrong.byToken(text, client).isPresent())
                .flatMap(text -> database.read(handle -> RunnerTable.bySecret(handle, hash(text))))
                .orElseThrow(() -> Refusal.of(
                        Refusal.Kind.UNAUTHENTICATED,
                        "this runner is not known here, or was removed: stop it, or register it anew with another"
                                + " --state folder"));
    }

    /** Notes what a runner says of itself; refuses one of another version, which then gets nothing. */
    KnownRunner seen(KnownRunner before, Ask ask) {
        var other = otherVersion(before.name(), ask.machine().version());
        var now = new KnownRunner(
                before.id(),
                before.name(),
                before.key(),
                ask.machine(),
                ask.boot(),
                before.draining(),
                other.orElse(ask.trouble()),
                before.createdAt(),
                clock.instant());
        if (isNews(before, now)) database.run(handle -> RunnerTable.seen(handle, now));
        other.ifPresent(line -> {
            throw Refusal.conflict(line);
        });
        return now;
    }

    private static boolean isNews(KnownRunner before, KnownRunner now) {
        return Duration.between(before.seenAt(), now.seenAt()).abs().compareTo(OFTEN_ENOUGH) >= 0
                || !before.machine().equals(now.machine())
                || !before.boot().equals(now.boot())
                || !before.trouble().equals(now.trouble());
    }

    private static void requireVersion(String name, String version) {
        otherVersion(name, version).ifPresent(line -> {
            throw Refusal.conflict(line);
        });
    }

    private static Optional<String> otherVersion(String name, String version) {
        return version.equals(RunnerVersion.text())
                ? Optional.empty()
                : Optional.of("this hub is softservice " + RunnerVersion.text() + ", and the runner " + name + " is "
                        + version + ": install the hub's version there; until then it gets no run");
    }

    List<KnownRunner> all() {
        return database.read(RunnerTable::all);
    }

    KnownRunner require(String name) {
        return database.read(handle -> RunnerTable.byName(handle, name))
                .orElseThrow(() -> Refusal.notFound("no runner " + name + " here"));
    }

    /** From now on it gets no further run; or it does again. */
    void drain(String name, boolean wanted, Account by) {
        by.require(Role.ADMIN, "change runners");
        var runner = require(name);
        database.run(handle -> {
            RunnerTable.drain(handle, runner.id(), wanted);
            audit.record(handle, by, wanted ? "runner.drain" : "runner.resume", "runner " + name, "");
        });
    }

    /** Nothing that it says counts any more. */
    void remove(KnownRunner runner, Account by) {
        by.require(Role.ADMIN, "remove runners");
        database.run(handle -> {
            RunnerTable.remove(handle, runner.id());
            audit.record(handle, by, "runner.remove", "runner " + runner.name(), "");
        });
    }

    /** What is found out about a runner that it does not say itself. */
    void suspect(KnownRunner runner, String line) {
        audit.record(HUB, "runner.refused", "runner " + runner.name(), line);
    }

    Instant now() {
        return clock.instant();
    }
}
