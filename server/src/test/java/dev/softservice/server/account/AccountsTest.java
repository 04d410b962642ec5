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
        return accounts.authenticate(accounts.bootstrap(Optional.empty()).orElseThrow())
                .orElseThrow();
    }

    @Test
    void theFirstStartGivesOneAdminTokenAndLaterOnesNone() {
        var token = accounts.bootstrap(Optional.empty()).orElseThrow();
        assertThat(accounts.authenticate(token))
                .hasValueSatisfying(account -> assertThat(account.role()).isEqualTo(Role.ADMIN));
        assertThat(accounts.bootstrap(Optional.empty())).isEmpty();
    }

    @Test
    void aGivenTokenIsTakenAtEveryStart() {
        accounts.bootstrap(Optional.of("a-token-that-is-long"));
        accounts.bootstrap(Optional.of("a-token-that-is-long"));
        accounts.bootstrap(Optional.of("another-one-that-is-long"));
        assertThat(accounts.authenticate("a-token-that-is-long")).isPresent();
        assertThat(accounts.authenticate("another-one-that-is-long")).isPresent();
        assertThatThrownBy(() -> accounts.bootstrap(Optional.of("short")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("16 to 512");
    }

    @Test
    void onlyTheHashOfATokenIsStored() {
        var token = accounts.bootstrap(Optional.empty()).orElseThrow();
        var stored = database.read(handle ->
                handle.createQuery("select hash from token").mapTo(String.class).one());
        assertThat(stored).hasSize(64).isNotEqualTo(token);
    }

    @Test
    void aTokenGivesTheLowerOfItsOwnRoleAndTheAccounts() {
        accounts.create("ann", Role.CONTRIBUTOR, admin());
        var ann = accounts.authenticate(accounts.issue("ann", "laptop", Role.READER, Optional.empty(), Account.HUB)
                        .text())
                .orElseThrow();
        assertThat(ann.role()).isEqualTo(Role.READER);
        assertThatThrownBy(() -> accounts.issue("ann", "more", Role.MAINTAINER, Optional.empty(), Account.HUB))
                .hasMessageContaining("is more than contributor");
    }

    @Test
    void aWeakTokenDoesNotBreedAStrongerOne() {
        accounts.create("ann", Role.MAINTAINER, admin());
        var weak = accounts.authenticate(accounts.issue("ann", "ci", Role.READER, Optional.empty(), Account.HUB)
                        .text())
                .orElseThrow();
        assertThatThrownBy(() -> accounts.issue("ann", "escape", Role.MAINTAINER, Optional.empty(), weak))
                .hasMessageContaining("is more than reader");
    }

    @Test
    void aWeakTokenRevokesNoStrongerOne() {
        accounts.create("ann", Role.MAINTAINER, admin());
        var strong = accounts.issue("ann", "laptop", Role.MAINTAINER, Optional.empty(), Account.HUB);
        var weak = accounts.issue("ann", "ci", Role.READER, Optional.empty(), Account.HUB);
        var other = accounts.issue("ann", "ci 2", Role.READER, Optional.empty(), Account.HUB);
        var leaked = accounts.authenticate(weak.text()).orElseThrow();
        assertThatThrownBy(() -> accounts.revoke(strong.id(), leaked))
                .hasMessageContaining("revoke a maintainer's token");
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
        accounts.revoke(revoked.id(), admin);
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
        assertThat(new Audit(database, Clock.systemUTC()).list(0, admin))
                .extracting("action")
                .contains("account.create", "token.issue");
    }
}
