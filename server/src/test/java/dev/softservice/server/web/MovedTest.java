package dev.softservice.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.account.Role;
import dev.softservice.server.repo.RepositoryName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a former name leads: always to this hub, whatever was asked for. */
class MovedTest {
    @ParameterizedTest
    @CsvSource({
        "/{owner}/{name}, /acme/wiki, /acme/pages",
        "/{owner}/{name}/pulls, /acme/wiki/pulls?state=open, /acme/pages/pulls?state=open",
        "/{owner}/{name}, /acme/wiki?next=//evil.example, /acme/pages?next=//evil.example",
        "/api/v1/repos/{owner}/{name}, /api/v1/repos/%61cme/wiki, /api/v1/repos/acme/pages",
        "/{owner}/{name}, http://evil.example/acme/wiki, /acme/pages",
        "/{owner}/{name}, //evil.example/wiki, /acme/pages/wiki",
        "/{owner}/{name}, '', /acme/pages",
        "/{owner}/{name}/files, '/acme/wiki/a b', /acme/pages",
    })
    void leadsToTheSameAddressWithThePresentName(String route, String uri, String location) {
        var moved = new Moved(new RepositoryName("acme", "wiki"), new RepositoryName("acme", "pages"));
        assertThat(moved.location(Route.page(Route.Method.GET, route, Role.ANONYMOUS, _ -> Reply.nothing()), uri))
                .isEqualTo(location);
    }
}
