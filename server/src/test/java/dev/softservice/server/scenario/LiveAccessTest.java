package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.repo.Members;
import dev.softservice.server.repo.Members.Member;
import dev.softservice.server.repo.Realm;
import dev.softservice.server.repo.RepositoryName;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is open ends when its owner may not have it any more, and nothing else does. */
class LiveAccessTest {
    @Test
    void whatSomebodyHasOpenEndsWithTheirRoleTheirTokenAndTheirAccount(@TempDir Path data) throws Exception {
        try (var hub = Hub.open(data, Optional.empty())) {
            var app = hub.app;
            var vault = app.repositories().create(new RepositoryName("secret", "vault"), "", true, Account.HUB);
            var members = new Members(app.database(), app.audit(), app.live()::recheck);
            for (var name : new String[] {"ann", "bob", "cleo", "dan"}) {
                app.accounts().create(name, Role.READER, Account.HUB);
                members.set(new Realm.One(vault), new Member(name, false, Role.READER), Account.HUB);
            }
            var annsToken = app.accounts().issue("ann", "t", Role.READER, Optional.empty(), Account.HUB);
            var ann = opened(app, vault.id(), annsToken.text());
            var bob = opened(app, vault.id(), token(app, "bob"));
            var cleo = opened(app, vault.id(), token(app, "cleo"));
            var dan = opened(app, vault.id(), token(app, "dan"));

            app.accounts().revoke(annsToken.id(), dev.softservice.server.account.Bearer.HUB);
            app.accounts().disable("bob", true, Account.HUB);
            members.remove(new Realm.One(vault), new Member("cleo", false, Role.READER), Account.HUB);

            assertThat(ann.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(bob.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(cleo.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(dan.getCount()).isOne();
        }
    }

    private static String token(dev.softservice.server.app.App app, String name) {
        return app.accounts()
                .issue(name, "t", Role.READER, Optional.empty(), Account.HUB)
                .text();
    }

    private static CountDownLatch opened(dev.softservice.server.app.App app, long repository, String token) {
        var ended = new CountDownLatch(1);
        var bearer = app.accounts().authenticate(token).orElseThrow();
        app.live().watch(bearer, repository, Role.ANONYMOUS, ended::countDown);
        return ended;
    }
}
