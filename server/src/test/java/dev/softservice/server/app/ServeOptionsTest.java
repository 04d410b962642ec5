package dev.softservice.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.cli.Cli;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.image.Registry;
import dev.softservice.server.mail.MailAddress;
import dev.softservice.server.mail.SmtpSettings;
import dev.softservice.server.tls.Acme;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParameterException;

/** What the options of {@code softservice serve} become, and which are refused. Nothing is started. */
class ServeOptionsTest {
    private static Config config(String... arguments) {
        var line = Cli.passedOn(
                Cli.commandLine().addSubcommand(ServeCommand.in(Map.of("SOFTSERVICE_ADMIN_TOKEN", " secret "))));
        var words = new ArrayList<>(List.of("serve"));
        words.addAll(List.of(arguments));
        line.parseArgs(words.toArray(String[]::new));
        ServeCommand serve = line.getSubcommands().get("serve").getCommand();
        return serve.config();
    }

    @Test
    void everyOptionBecomesASetting() {
        var config = config(
                "--data", "/srv/hub",
                "--db", "jdbc:postgresql://db/hub",
                "--port", "0",
                "--bind", "0.0.0.0",
                "--public-url", "https://hub.example.org/base",
                "--workers", "3",
                "--quarantine", "500M",
                "--forge", "http://git.lan:3000, https://10.0.0.7",
                "--keep-images", "7",
                "--pulled-images", "leave",
                "--image-space", "10G",
                "--level", "5",
                "--trusted-proxy", "10.0.0.0/8,::1");
        assertThat(config.storage().data()).isEqualTo(Path.of("/srv/hub"));
        assertThat(config.storage().database()).contains("jdbc:postgresql://db/hub");
        assertThat(config.listening().port()).isZero();
        assertThat(config.listening().bind()).isEqualTo("0.0.0.0");
        assertThat(config.listening().publicUrl()).contains(URI.create("https://hub.example.org/base"));
        assertThat(config.listening().proxies()).containsExactly("10.0.0.0/8", "::1");
        assertThat(config.verifying().workers()).isEqualTo(3);
        assertThat(config.verifying().level()).isEqualTo(5);
        assertThat(config.verifying().keepImages()).isEqualTo(7);
        assertThat(config.incoming().quarantine()).isEqualTo(500L << 20);
        assertThat(config.adminToken()).contains("secret");
    }

    @Test
    void aDomainBecomesACertificateThatTheHubGetsItself() {
        var config = config("--data", "/srv/hub", "--port", "443", "--acme-domain", "hub.example.org,git.example.org");
        assertThat(config.listening().publicUrl()).contains(URI.create("https://hub.example.org"));
        assertThat(config.listening().acme())
                .contains(new Acme(
                        List.of("hub.example.org", "git.example.org"),
                        Acme.LETS_ENCRYPT,
                        Optional.empty(),
                        Optional.empty(),
                        80));
        assertThat(config.listening().address().scheme()).isEqualTo("https");
        var inside = config(
                "--acme-domain", "hub.lan",
                "--acme-directory", "https://ca.lan/acme/acme/directory",
                "--acme-authority", "/etc/ssl/ca.pem",
                "--acme-mail", "ann@hub.lan",
                "--acme-port", "8079",
                "--public-url", "https://elsewhere.lan");
        assertThat(inside.listening().publicUrl()).contains(URI.create("https://elsewhere.lan"));
        assertThat(inside.listening().acme())
                .contains(new Acme(
                        List.of("hub.lan"),
                        URI.create("https://ca.lan/acme/acme/directory"),
                        Optional.of(Path.of("/etc/ssl/ca.pem")),
                        Optional.of("ann@hub.lan"),
                        8079));
        assertThat(config("--acme-domain", "hub.lan").listening().publicUrl())
                .contains(URI.create("https://hub.lan:8080"));
    }

    @Test
    void aRegistryBecomesARule() {
        assertThat(config("--registry", "https://registry.example.org/hub")
                        .images()
                        .registry())
                .contains(new Registry("https://registry.example.org/hub", Optional.empty()));
        assertThat(config().images().registry()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port | -1 | --port must be 0 to 65535",
                "--port | 65536 | --port must be 0 to 65535",
                "--workers | 257 | --workers must be 1 to 256",
                "--keep-images | 0 | --keep-images must be 1 to 3650 days",
                "--pulled-images | maybe | --pulled-images must be keep or leave",
                "--level | 3 | --level must be 4 to",
                "--level | 99 | --level must be 4 to",
                "--registry | example.org | --registry must be https://HOST or https://HOST/PREFIX",
                "--registry-login | file | --registry-login is of no use without --registry",
                "--acme-domain | Hub.example.org | --acme-domain must be a host's name in lower case",
                "--acme-mail | ann@example.org | need --acme-domain NAME",
                "--db | jdbc:mysql://x | --db must be jdbc:postgresql://HOST/NAME",
                "--quarantine | lots | 'lots' is not a size"
            })
    void anOptionOutOfBoundsIsNamedWithItsBounds(String option, String value, String words) {
        assertThatThrownBy(() -> config(option, value))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hub.example.org",
                "ftp://hub.example.org",
                "https://",
                "https://user@hub.example.org",
                "https://hub.example.org?x=1",
                "https://hub.example.org#x",
                "https://hub example.org"
            })
    void aPublicUrlIsWhatLinksCanBeBuiltFrom(String url) {
        assertThatThrownBy(() -> config("--public-url", url))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--public-url must be http://HOST or https://HOST");
    }

    @Test
    void aProxyIsAnAddressOrANetwork() {
        assertThatThrownBy(
                        () -> config("--trusted-proxy", "proxy.lan").listening().clients())
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("--trusted-proxy: ");
        assertThat(config("--trusted-proxy", "10.0.0.0/8").listening().clients())
                .isNotNull();
    }

    @Test
    void theServerForMailIsWhatItsOptionsSay(@TempDir Path folder) throws IOException {
        var password = Files.writeString(folder.resolve("password"), "secret\n");
        var smtp = config(
                        "--smtp", "mail.example.org:587",
                        "--smtp-user", "hub",
                        "--smtp-password-file", password.toString(),
                        "--mail-from", "hub@example.org")
                .people()
                .mail()
                .orElseThrow();
        assertThat(smtp.host()).isEqualTo("mail.example.org");
        assertThat(smtp.port()).isEqualTo(587);
        assertThat(smtp.security()).isEqualTo(SmtpSettings.Security.STARTTLS);
        assertThat(smtp.login()).contains(new SmtpSettings.Login("hub", password));
        assertThat(smtp.from()).isEqualTo(new MailAddress("hub@example.org"));
        assertThat(config().people().mail()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--smtp=mail.example.org --mail-from=a@b | --smtp must be HOST:PORT such as mail.example.org:587, not"
                        + " mail.example.org",
                "--smtp=mail.example.org:25 | --smtp needs --mail-from ADDRESS",
                "--smtp=mail.example.org:25 --mail-from=hub | --mail-from: an e-mail address must be like"
                        + " ada@example.org",
                "--smtp=m:25 --mail-from=a@b --smtp-security=ssl | --smtp-security must be starttls, tls or none, not"
                        + " ssl",
                "--smtp=m:25 --mail-from=a@b --smtp-user=hub | --smtp-user and --smtp-password-file belong together:"
                        + " give both",
                "--smtp=m:25 --mail-from=a@b --smtp-user=hub --smtp-password-file=/nowhere | --smtp-password-file:"
                        + " /nowhere is not readable",
                "--smtp=m:25 --mail-from=a@b --smtp-user=hub --smtp-password-file=/nowhere --smtp-security=none"
                        + " | --smtp-security none would send the password of --smtp-user in the open"
            })
    void aServerForMailThatCanNotWorkIsRefused(String options, String reason) {
        assertThatThrownBy(() -> config(options.split(" ")))
                .isInstanceOf(ParameterException.class)
                .hasMessage(reason);
    }

    @Test
    void theProviderThatPeopleSignInWithIsWhatItsOptionsSay(@TempDir Path folder) throws IOException {
        var secret = Files.writeString(folder.resolve("secret"), "secret\n");
        var provider = config(
                        "--oidc-issuer", "https://id.example.org/people",
                        "--oidc-client", "hub",
                        "--oidc-secret-file", secret.toString(),
                        "--oidc-role", "makers=maintainer,a=b=admin")
                .people()
                .provider()
                .orElseThrow();
        assertThat(provider.issuer()).isEqualTo(URI.create("https://id.example.org/people"));
        assertThat(provider.name()).isEqualTo("id.example.org");
        assertThat(provider.makesAccounts()).isTrue();
        assertThat(provider.groups().roles()).isEqualTo(Map.of("makers", Role.MAINTAINER, "a=b", Role.ADMIN));
        assertThat(config().people().provider()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://id.example.org --oidc-client=hub | --oidc-issuer needs --oidc-client and --oidc-secret-file",
                "https://id.example.org --oidc-client=hub --oidc-secret-file=/nowhere | --oidc-secret-file: /nowhere"
                        + " is not readable",
                "http://id.example.org --oidc-client=hub --oidc-secret-file=/etc/hostname"
                        + " | --oidc-issuer must be https://HOST/…, not http://id.example.org",
                "https://i --oidc-client=hub --oidc-secret-file=/etc/hostname --oidc-accounts=some"
                        + " | --oidc-accounts must be all or linked, not some",
                "https://i --oidc-client=hub --oidc-secret-file=/etc/hostname --oidc-role=makers"
                        + " | --oidc-role must be GROUP=ROLE with reader, contributor, maintainer or admin, not makers",
                "https://i --oidc-client=hub --oidc-secret-file=/etc/hostname --oidc-role=makers=owner | --oidc-role"
                        + " must be GROUP=ROLE with reader, contributor, maintainer or admin, not makers=owner"
            })
    void aProviderThatCanNotWorkIsRefused(String options, String reason) {
        assertThatThrownBy(() -> config(("--oidc-issuer=" + options).split(" ")))
                .isInstanceOf(ParameterException.class)
                .hasMessage(reason);
    }
}
