package dev.softservice.server.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.web.HubForTests;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code softservice hub} against a real hub. */
class HubCommandTest {
    @TempDir
    Path data;

    private record Said(int code, String out, String err) {}

    @Test
    void looksAfterAccountsRolesAndRepositories() {
        try (var hub = new HubForTests(data)) {
            assertThat(asked(hub, "user", "ada", "--create", "--role", "reader").code())
                    .isZero();
            assertThat(asked(hub, "repo", "acme/vault", "--create", "--visibility", "private")
                            .out())
                    .contains("visibility: private");
            assertThat(asked(hub, "members", "acme/vault", "--give", "ada=maintainer")
                            .code())
                    .isZero();
            assertThat(asked(hub, "members", "acme/vault", "--json").out())
                    .contains("{\"name\":\"ada\",\"kind\":\"user\",\"role\":\"maintainer\"}");
            assertThat(asked(hub, "members", "acme/vault", "--take", "ada").out())
                    .isEqualTo("done\n");
            assertThat(asked(hub, "user", "ada", "--disable").out()).contains("disabled: true");
            assertThat(asked(hub, "users").out()).contains("ada").contains("name");
            assertThat(asked(hub, "audit", "--action", "account.disable").out()).contains("ada");
            assertThat(asked(hub, "audit", "--csv").out()).startsWith("id,at,");
            assertThat(asked(hub, "queue").out()).contains("workers: 1");
            assertThat(asked(hub, "storage").out()).contains("repositories");
        }
    }

    @Test
    void whatTheHubRefusesIsOneLineAndTwo() {
        try (var hub = new HubForTests(data)) {
            var refused = asked(hub, "user", "nobody-here");
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("no account nobody-here here").hasLineCount(1);
            assertThat(asked(hub, "members", "../etc").code()).isEqualTo(2);
        }
        assertThat(run(List.of("--hub", "http://127.0.0.1:1", "users")).code()).isEqualTo(3);
        assertThat(run(List.of("--hub", "ftp://hub", "users")).code()).isEqualTo(2);
    }

    private static Said asked(HubForTests hub, String... words) {
        var arguments = new ArrayList<>(List.of("--hub", "http://127.0.0.1:" + hub.port));
        arguments.addAll(List.of(words));
        return run(arguments);
    }

    private static Said run(List<String> arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = new CommandLine(new HubCommand(Map.of("SOFTSERVICE_TOKEN", HubForTests.ADMIN_TOKEN)))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        return new Said(code, out.toString(), err.toString());
    }
}
