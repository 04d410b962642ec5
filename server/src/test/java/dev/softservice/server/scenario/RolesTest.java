package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Bearer;
import dev.softservice.server.account.Role;
import dev.softservice.server.git.TreeFolders;
import dev.softservice.server.release.HubDistros;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Members.Member;
import dev.softservice.server.repo.Realm;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.repo.Visible;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where somebody's role comes from. */
class RolesTest {
    @TempDir
    Path data;

    private Hub hub;

    @BeforeEach
    void open() {
        hub = Hub.open(data, Optional.empty());
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private Bearer account(String name, Role role) {
        hub.app.accounts().create(name, role, Account.HUB);
        var token = hub.app
                .accounts()
                .issue(name, "t", Role.OWNER, Optional.empty(), Account.HUB)
                .text();
        return hub.app.accounts().authenticate(token).orElseThrow();
    }

    private Optional<Role> role(HostedRepository repository, Bearer bearer) {
        return hub.app
                .access()
                .see(repository.id(), bearer)
                .map(seen -> seen.account().role());
    }

    private HostedRepository made(String name, boolean isPrivate, Account by) {
        return hub.app.repositories().create(RepositoryName.read(name), "", isPrivate, by);
    }

    @Test
    void aRoleOnTheHubCountsInPublicAndNotInPrivateOnes() {
        var max = account("max", Role.MAINTAINER);
        var open = made("acme/open", false, Account.HUB);
        var closed = made("acme/closed", true, Account.HUB);
        assertThat(role(open, max)).contains(Role.MAINTAINER);
        assertThat(role(closed, max)).isEmpty();
        assertThat(role(closed, Bearer.NOBODY)).isEmpty();
        assertThat(role(open, Bearer.NOBODY)).contains(Role.ANONYMOUS);
    }

    @Test
    void aMaintainerOfOneRepositoryIsAReaderOfAnother() {
        var ann = account("ann", Role.READER);
        var hers = made("acme/hers", false, Account.HUB);
        var other = made("acme/other", false, Account.HUB);
        hub.app.roles().members().set(new Realm.One(hers), new Member("ann", false, Role.MAINTAINER), Account.HUB);
        assertThat(role(hers, ann)).contains(Role.MAINTAINER);
        assertThat(role(other, ann)).contains(Role.READER);
        assertThat(hub.app.access().stillHas(Role.MAINTAINER, "ann", hers)).isTrue();
        assertThat(hub.app.access().stillHas(Role.MAINTAINER, "ann", other)).isFalse();
        hub.app.accounts().disable("ann", true, Account.HUB);
        assertThat(hub.app.access().stillHas(Role.MAINTAINER, "ann", hers)).isFalse();
        assertThat(hub.app.access().stillHas(Role.MAINTAINER, "a-forges-user", hers))
                .isTrue();
    }

    @Test
    void aTeamGivesItsRoleToWhoIsInItAndNoLonger() {
        var ann = account("ann", Role.READER);
        var closed = made("acme/closed", true, Account.HUB);
        var acme = hub.app.roles().namespaces().require("acme", Visible.ALL);
        var teams = hub.app.roles().teams();
        teams.create(acme, "keepers", Account.HUB);
        hub.app
                .roles()
                .members()
                .set(new Realm.Whole(acme), new Member("keepers", true, Role.CONTRIBUTOR), Account.HUB);
        assertThat(role(closed, ann)).isEmpty();
        teams.add(acme, "keepers", "ann", Account.HUB);
        assertThat(role(closed, ann)).contains(Role.CONTRIBUTOR);
        assertThat(hub.app.catalog().search("closed", 1, Visible.to(ann)).entries())
                .hasSize(1);
        teams.delete(acme, "keepers", Account.HUB);
        assertThat(role(closed, ann)).isEmpty();
        assertThat(hub.app.catalog().search("closed", 1, Visible.to(ann)).entries())
                .isEmpty();
    }

    @Test
    void whoMakesTheFirstRepositoryOfANamespaceOwnsItAndOthersMakeNoneThere() {
        var max = account("max", Role.MAINTAINER);
        var ann = account("ann", Role.READER);
        var first = made("acme/first", false, hub.app.access().making("acme", max));
        assertThat(role(first, max)).contains(Role.OWNER);
        assertThatThrownBy(() -> made("acme/second", false, hub.app.access().making("acme", ann)))
                .hasMessageContaining("only a maintainer may make repositories in acme");
        var acme = hub.app.roles().namespaces().require("acme", Visible.ALL);
        var owner = hub.app.access().inNamespace("acme", max);
        hub.app.roles().members().set(new Realm.Whole(acme), new Member("ann", false, Role.MAINTAINER), owner);
        var second = made("acme/second", true, hub.app.access().making("acme", ann));
        assertThat(role(second, ann)).contains(Role.OWNER);
        assertThatThrownBy(() -> hub.app
                        .roles()
                        .members()
                        .set(
                                new Realm.Whole(acme),
                                new Member("ann", false, Role.OWNER),
                                hub.app.access().inNamespace("acme", ann)))
                .hasMessageContaining("only an owner may give roles");
    }

    @Test
    void aPrivateDistroIsNoPartOfOthers() throws Exception {
        made("acme/closed", true, Account.HUB);
        made("acme/shown", false, Account.HUB);
        var distros = new HubDistros(
                hub.app.repositories(),
                hub.app.releases(),
                hub.app.git(),
                new TreeFolders(hub.app.git(), data.resolve("trees")),
                () -> "http://hub");
        assertThat(distros.refusal(new DistroAddress("http://hub/acme/shown"))).isEmpty();
        var secret =
                distros.refusal(new DistroAddress("http://hub/acme/closed")).orElseThrow();
        var missing = distros.refusal(new DistroAddress("http://hub/acme/gone")).orElseThrow();
        assertThat(secret).contains("a private one is no part of others");
        assertThat(secret.replace("closed", "gone")).isEqualTo(missing);
        hub.app.settings().change(made("acme/open", false, Account.HUB), "", true, Account.HUB);
        assertThat(hub.app
                        .repositories()
                        .require(RepositoryName.read("acme/open"))
                        .isPrivate())
                .isTrue();
        assertThat(hub.app
                        .catalog()
                        .search("open", 1, Visible.to(Bearer.NOBODY))
                        .entries())
                .isEmpty();
    }
}
