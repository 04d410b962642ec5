package dev.softservice.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.DatabaseKind;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class AccountsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String GIVEN = "a-token-that-is-long";
    private final DatabaseKind kind;
    private Database database;
    private Accounts accounts;

    AccountsTest(DatabaseKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void open(@TempDir Path folder) {
        database = Database.open(kind.fresh(folder));
        accounts = at(NOW);
    }

    private Accounts at(Instant now) {
        var clock = Clock.fixed(now, ZoneOffset.UTC);
        return new Accounts(database, new Audit(database, clock), clock);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Account admin() {
        accounts.acceptFirst(GIVEN);
        return accounts.authenticate(GIVEN).orElseThrow().onHub();
    }

    @Test
    void aGivenTokenIsTakenAtEveryStart() {
        accounts.acceptFirst(GIVEN);
        accounts.acceptFirst(GIVEN);
        accounts.acceptFirst("another-one-that-is-long");
        assertThat(accounts.authenticate(GIVEN))
                .hasValueSatisfying(bearer -> assertThat(bearer.onHub().role()).isEqualTo(Role.ADMIN));
        assertThat(accounts.authenticate("another-one-that-is-long")).isPresent();
        assertThatThrownBy(() -> accounts.acceptFirst("short"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("16 to 512");
    }

    @Test
    void onlyTheHashOfATokenIsStored() {
        accounts.acceptFirst(GIVEN);
        var stored = database.read(handle ->
                handle.createQuery("select hash from token").mapTo(String.class).one());
        assertThat(stored).hasSize(64).isNotEqualTo(GIVEN);
    }

    @Test
    void aTokenGivesTheLowerOfItsOwnRoleAndTheAccounts() {
        accounts.create("ann", Role.CONTRIBUTOR, admin());
        var ann = accounts.authenticate(accounts.issue("ann", "laptop", Role.READER, Optional.empty(), Account.HUB)
                        .text())
                .orElseThrow();
        assertThat(ann.onHub().role()).isEqualTo(Role.READER);
        assertThatThrownBy(() -> accounts.issue("ann", "more", Role.ADMIN, Optional.empty(), Account.HUB))
                .hasMessageContaining("is more than contributor");
    }

    @Test
    void aWeakTokenDoesNotBreedAStrongerOne() {
        accounts.create("ann", Role.MAINTAINER, admin());
        var weak = accounts.authenticate(accounts.issue("ann", "ci", Role.READER, Optional.empty(), Account.HUB)
                        .text())
                .orElseThrow();
        assertThatThrownBy(() -> accounts.issue(wish(Role.MAINTAINER, Reach.FULL.scopes(), Optional.empty()), weak))
                .hasMessageContaining("is for at most reader");
    }

    @Test
    void aTokenForOneRepositoryOrForGitBreedsNothingWider() {
        accounts.create("ann", Role.MAINTAINER, admin());
        var one = accounts.issue(wish(Role.MAINTAINER, Reach.FULL.scopes(), Optional.of(1L)), Bearer.HUB);
        var git = accounts.issue(wish(Role.MAINTAINER, Set.of(TokenScope.GIT), Optional.empty()), Bearer.HUB);
        var ofOne = accounts.authenticate(one.text()).orElseThrow();
        var ofGit = accounts.authenticate(git.text()).orElseThrow();
        assertThat(ofOne.reach().repository()).contains(1L);
        assertThat(ofOne.onHub().role()).isEqualTo(Role.ANONYMOUS);
        assertThatThrownBy(() -> accounts.issue(wish(Role.READER, Reach.FULL.scopes(), Optional.empty()), ofOne))
                .hasMessageContaining("only a reader may make tokens");
        assertThatThrownBy(() -> accounts.issue(wish(Role.READER, Reach.FULL.scopes(), Optional.empty()), ofGit))
                .hasMessageContaining("the scopes git");
        assertThatThrownBy(() -> ofGit.require(TokenScope.API)).hasMessageContaining("without the scope api");
    }

    private static Accounts.TokenRequest wish(Role role, Set<TokenScope> scopes, Optional<Long> repository) {
        return new Accounts.TokenRequest("ann", "a token", new Reach(role, scopes, repository, 0), Optional.empty());
    }

    @Test
    void aNewHubRoleIsNoOwners() {
        assertThatThrownBy(() -> accounts.create("ann", Role.OWNER, admin()))
                .hasMessageContaining("must be reader, contributor, maintainer or admin");
    }

    @Test
    void aWeakTokenRevokesNoStrongerOne() {
        accounts.create("ann", Role.MAINTAINER, admin());
        var strong = accounts.issue("ann", "laptop", Role.MAINTAINER, Optional.empty(), Account.HUB);
        var weak = accounts.issue("ann", "ci", Role.READER, Optional.empty(), Account.HUB);
        var other = accounts.issue("ann", "ci 2", Role.READER, Optional.empty(), Account.HUB);
        var leaked = accounts.authenticate(weak.text()).orElseThrow();
        assertThatThrownBy(() -> accounts.revoke(strong.id(), leaked))
                .hasMessageContaining("which is for at most reader");
        assertThat(accounts.authenticate(strong.text())).isPresent();
        accounts.revoke(other.id(), leaked);
        accounts.revoke(weak.id(), accounts.authenticate(strong.text()).orElseThrow());
        assertThat(accounts.authenticate(weak.text())).isEmpty();
        assertThat(accounts.authenticate(other.text())).isEmpty();
    }

    @Test
    void revokedAndExpiredTokensGiveNothing() {
        var admin = admin();
        accounts.create("ann", Role.CONTRIBUTOR, admin);
        var revoked = accounts.issue("ann", "old", Role.CONTRIBUTOR, Optional.empty(), admin);
        accounts.revoke(revoked.id(), Bearer.of(admin));
        assertThat(accounts.authenticate(revoked.text())).isEmpty();
        var short_ = accounts.issue("ann", "short", Role.CONTRIBUTOR, Optional.of(NOW.plusSeconds(60)), admin);
        assertThat(accounts.authenticate(short_.text())).isPresent();
        assertThat(at(NOW.plus(Duration.ofMinutes(2))).authenticate(short_.text()))
                .isEmpty();
    }

    @Test
    void namesAreTakenOnceAndSomeNever() {
        var admin = admin();
        accounts.create("ann", Role.READER, admin);
        assertThatThrownBy(() -> accounts.create("ann", Role.READER, admin)).hasMessageContaining("already");
        assertThatThrownBy(() -> accounts.create("hub", Role.READER, admin)).hasMessageContaining("the hub's own");
        assertThatThrownBy(() -> accounts.create("Ann; drop", Role.READER, admin))
                .hasMessageContaining("lower-case");
    }

    @Test
    void onlyAdminsMakeAccountsAndTokensForOthers() {
        var admin = admin();
        var ann = accounts.create("ann", Role.MAINTAINER, admin);
        assertThatThrownBy(() -> accounts.create("bob", Role.READER, ann)).hasMessageContaining("only an admin");
        assertThatThrownBy(() -> accounts.issue("admin", "x", Role.READER, Optional.empty(), ann))
                .hasMessageContaining("only an admin");
        assertThat(accounts.issue("ann", "own", Role.MAINTAINER, Optional.empty(), ann)
                        .account()
                        .name())
                .isEqualTo("ann");
    }

    @Test
    void whatWasDoneIsInTheAuditLog() {
        var admin = admin();
        accounts.create("ann", Role.READER, admin);
        accounts.issue("ann", "laptop", Role.READER, Optional.empty(), admin);
        assertThat(new Audit(database, Clock.systemUTC()).list(0, admin))
                .extracting("action")
                .contains("account.create", "token.issue");
    }
}
