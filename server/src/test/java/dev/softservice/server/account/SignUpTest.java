package dev.softservice.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.DatabaseKind;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignUpTest {
    private static final String GOOD = "a good long secret";
    private static final String HERE = "203.0.113.7";

    @TempDir
    Path folder;

    private Database database;
    private Accounts accounts;

    @BeforeEach
    void open() {
        database = Database.open(DatabaseKind.SQLITE.fresh(folder));
        accounts = new Accounts(database, new Audit(database, Clock.systemUTC()), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private SignUp at(Duration later) {
        var clock = Clock.offset(Clock.systemUTC(), later);
        var audit = new Audit(database, clock);
        return new SignUp(database, accounts, new Passwords(database, accounts, audit, clock), audit, clock);
    }

    private Optional<Role> roleOf(String name) {
        return database.read(handle -> Accounts.active(handle, name)).map(Account::role);
    }

    @Test
    void anInvitationMakesOneAccountWithItsRole() {
        var signUp = at(Duration.ZERO);
        var secret = signUp.invite(Role.CONTRIBUTOR, Account.HUB).secret();
        assertThatThrownBy(() -> signUp.join("", "ada", GOOD, HERE)).hasMessageContaining("needs an invitation");
        assertThatThrownBy(() -> signUp.join("made-up", "ada", GOOD, HERE)).hasMessageContaining("is not known");
        assertThatThrownBy(() -> signUp.join(secret, "ada", "short", HERE)).hasMessageContaining("12 to 200");
        assertThatThrownBy(() -> signUp.join(secret, "Ada!", GOOD, HERE)).hasMessageContaining("lower-case letters");
        assertThatThrownBy(() -> signUp.join(secret, "hub", GOOD, HERE)).hasMessageContaining("the hub's own");
        signUp.join(secret, "ada", GOOD, HERE);
        assertThat(roleOf("ada")).contains(Role.CONTRIBUTOR);
        assertThatThrownBy(() -> signUp.join(secret, "bob", GOOD, HERE)).hasMessageContaining("was used already");
        assertThat(roleOf("bob")).isEmpty();
    }

    @Test
    void aTakenNameDoesNotUseTheInvitationUp() {
        var signUp = at(Duration.ZERO);
        accounts.create("ada", Role.READER, Account.HUB);
        var secret = signUp.invite(Role.READER, Account.HUB).secret();
        assertThatThrownBy(() -> signUp.join(secret, "ada", GOOD, HERE)).hasMessageContaining("already");
        signUp.join(secret, "bob", GOOD, HERE);
        assertThat(roleOf("bob")).contains(Role.READER);
    }

    @Test
    void anInvitationEndsAfterAWeekAndIsNoAdministrators() {
        var secret = at(Duration.ZERO).invite(Role.READER, Account.HUB).secret();
        assertThatThrownBy(() -> at(Duration.ofDays(8)).join(secret, "ada", GOOD, HERE))
                .hasMessageContaining("older than a week");
        assertThatThrownBy(() -> at(Duration.ZERO).invite(Role.ADMIN, Account.HUB))
                .hasMessageContaining("must be reader, contributor or maintainer");
        assertThatThrownBy(() -> at(Duration.ZERO).invite(Role.READER, new Account(9, "max", Role.MAINTAINER)))
                .hasMessageContaining("only an admin");
    }

    @Test
    void offMeansNobodyNotEvenWithAnInvitationAndOpenMeansReadersAFewAtATime() {
        var signUp = at(Duration.ZERO);
        var secret = signUp.invite(Role.READER, Account.HUB).secret();
        signUp.choose(SignUp.Mode.OFF, Account.HUB);
        assertThatThrownBy(() -> signUp.join(secret, "ada", GOOD, HERE)).hasMessageContaining("by themselves");
        assertThatThrownBy(() -> signUp.invite(Role.READER, Account.HUB)).hasMessageContaining("is off");
        signUp.choose(SignUp.Mode.OPEN, Account.HUB);
        for (var number = 1; number <= 5; number++) signUp.join("", "reader" + number, GOOD, HERE);
        assertThat(roleOf("reader1")).contains(Role.READER);
        assertThatThrownBy(() -> signUp.join("", "one-more", GOOD, HERE))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(Refusal.Kind.THROTTLED));
        signUp.join("", "elsewhere", GOOD, "198.51.100.1");
    }
}
