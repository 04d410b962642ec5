package dev.softservice.server.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.web.HubForTests;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What who runs the hub asks the API for. */
class OperatorApiTest {
    @TempDir
    Path data;

    @Test
    void aDisabledAccountsTokenAndPasswordCountNoMoreAndComeBack() {
        try (var hub = new HubForTests(data)) {
            hub.app.accounts().create("ada", Role.READER, Account.HUB);
            hub.app
                    .waysIn()
                    .passwords()
                    .setByLink(
                            hub.app
                                    .waysIn()
                                    .passwords()
                                    .link("ada", Account.HUB)
                                    .secret(),
                            "a good long secret");
            var token = hub.app
                    .waysIn()
                    .passwords()
                    .signIn("ada", "a good long secret", "203.0.113.1")
                    .text();
            assertThat(put(hub, "/api/v1/users/ada", "{\"disabled\": true}").body())
                    .contains("\"disabled\":true");
            assertThat(hub.app.accounts().authenticate(token)).isEmpty();
            assertThat(login(hub)).isFalse();
            assertThat(put(hub, "/api/v1/users/ada", "{\"disabled\": false, \"role\": \"contributor\"}")
                            .body())
                    .contains("\"disabled\":false", "\"role\":\"contributor\"");
            assertThat(hub.app
                            .accounts()
                            .authenticate(token)
                            .orElseThrow()
                            .onHub()
                            .role())
                    .isEqualTo(Role.CONTRIBUTOR);
            assertThat(login(hub)).isTrue();
        }
    }

    private static boolean login(HubForTests hub) {
        try {
            hub.app.waysIn().passwords().signIn("ada", "a good long secret", "203.0.113.1");
            return true;
        } catch (dev.softservice.server.core.Refusal refused) {
            return false;
        }
    }

    @Test
    void anAdministratorIsAlwaysLeft() {
        try (var hub = new HubForTests(data)) {
            assertThat(put(hub, "/api/v1/users/admin", "{\"role\": \"reader\"}").statusCode())
                    .isEqualTo(409);
            assertThat(put(hub, "/api/v1/users/admin", "{\"disabled\": true}").statusCode())
                    .isEqualTo(409);
            assertThat(put(hub, "/api/v1/users/admin", "{\"role\": \"owner\"}").statusCode())
                    .isEqualTo(422);
            assertThat(put(hub, "/api/v1/users/nobody-here", "{\"role\": \"reader\"}")
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void theAuditLogIsFilteredAndExportedWithoutFormulas() {
        try (var hub = new HubForTests(data)) {
            hub.app.accounts().create("ada", Role.READER, Account.HUB);
            hub.app.accounts().issue("ada", "=cmd|' /C calc'!A0", Role.READER, Optional.empty(), Account.HUB);
            assertThat(get(hub, "/api/v1/audit?action=account").body())
                    .contains("account.create")
                    .doesNotContain("token.issue");
            assertThat(get(hub, "/api/v1/audit?action=account.create&subject=bob")
                            .body())
                    .isEqualTo("[]");
            assertThat(get(hub, "/api/v1/audit?subject=a%25a").body()).isEqualTo("[]");
            assertThat(get(hub, "/api/v1/audit?since=yesterday").statusCode()).isEqualTo(422);
            var csv = get(hub, "/api/v1/audit/export?account=hub&action=token").body();
            assertThat(csv)
                    .startsWith("id,at,account,action,subject,detail\r\n")
                    .contains(",token.issue,ada,'=cmd");
        }
    }

    @Test
    void queueAndStorageAreShown() {
        try (var hub = new HubForTests(data)) {
            hub.repository("samples", "team-wiki");
            assertThat(get(hub, "/api/v1/queue").body()).contains("\"workers\":1", "\"runs\":[]");
            assertThat(get(hub, "/api/v1/storage").body()).contains("\"name\":\"repositories\"", "\"freeBytes\":");
        }
    }

    private static HttpResponse<String> get(HubForTests hub, String path) {
        return hub.send(hub.request(path).header("Authorization", "Bearer " + HubForTests.ADMIN_TOKEN));
    }

    private static HttpResponse<String> put(HubForTests hub, String path, String json) {
        return hub.send(hub.request(path)
                .header("Authorization", "Bearer " + HubForTests.ADMIN_TOKEN)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json)));
    }
}
