package dev.softservice.server.app;

import dev.softservice.server.account.Role;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.mail.MailAddress;
import dev.softservice.server.mail.SmtpSettings;
import dev.softservice.server.oidc.OidcSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options about what people are reached and known by besides the hub. */
final class PeopleOptions {
    @Option(
            names = "--smtp",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:SOFTSERVICE_SMTP:-}",
            description = "The server that takes the hub's mail. $SOFTSERVICE_SMTP, default: no mail is sent")
    private String smtp = "";

    @Option(
            names = "--smtp-security",
            paramLabel = "HOW",
            defaultValue = "${env:SOFTSERVICE_SMTP_SECURITY:-starttls}",
            description = "starttls, tls, or none for a server on this machine or in a network of one's own."
                    + " $SOFTSERVICE_SMTP_SECURITY, default: starttls")
    private String security = "starttls";

    @Option(
            names = "--smtp-user",
            paramLabel = "NAME",
            defaultValue = "${env:SOFTSERVICE_SMTP_USER:-}",
            description = "Who logs in to that server. $SOFTSERVICE_SMTP_USER, default: nobody")
    private String user = "";

    @Option(
            names = "--smtp-password-file",
            paramLabel = "FILE",
            defaultValue = "${env:SOFTSERVICE_SMTP_PASSWORD_FILE:-}",
            description = "Their password; read for each mail, so it may change. $SOFTSERVICE_SMTP_PASSWORD_FILE")
    private String password = "";

    @Option(
            names = "--mail-from",
            paramLabel = "ADDRESS",
            defaultValue = "${env:SOFTSERVICE_MAIL_FROM:-}",
            description = "The address that the hub's mail comes from; needed with --smtp. $SOFTSERVICE_MAIL_FROM")
    private String from = "";

    @Option(
            names = "--oidc-issuer",
            paramLabel = "URL",
            defaultValue = "${env:SOFTSERVICE_OIDC_ISSUER:-}",
            description = "An OpenID provider that people sign in with. $SOFTSERVICE_OIDC_ISSUER, default: none")
    private String issuer = "";

    @Option(
            names = "--oidc-client",
            paramLabel = "ID",
            defaultValue = "${env:SOFTSERVICE_OIDC_CLIENT:-}",
            description = "What the provider calls this hub. $SOFTSERVICE_OIDC_CLIENT")
    private String client = "";

    @Option(
            names = "--oidc-secret-file",
            paramLabel = "FILE",
            defaultValue = "${env:SOFTSERVICE_OIDC_SECRET_FILE:-}",
            description =
                    "The client's secret; read for each sign-in, so it may change." + " $SOFTSERVICE_OIDC_SECRET_FILE")
    private String secret = "";

    @Option(
            names = "--oidc-name",
            paramLabel = "NAME",
            defaultValue = "${env:SOFTSERVICE_OIDC_NAME:-}",
            description = "What people call the provider. $SOFTSERVICE_OIDC_NAME, default: its host")
    private String provider = "";

    @Option(
            names = "--oidc-accounts",
            paramLabel = "WHO",
            defaultValue = "${env:SOFTSERVICE_OIDC_ACCOUNTS:-all}",
            description = "all: whom the provider knows gets an account; linked: only who has linked theirs is let in."
                    + " $SOFTSERVICE_OIDC_ACCOUNTS, default: all")
    private String whose = "all";

    @Option(
            names = "--oidc-groups-claim",
            paramLabel = "CLAIM",
            defaultValue = "${env:SOFTSERVICE_OIDC_GROUPS_CLAIM:-groups}",
            description = "Where an ID token lists groups. $SOFTSERVICE_OIDC_GROUPS_CLAIM, default: groups")
    private String claim = "groups";

    @Option(
            names = "--oidc-role",
            paramLabel = "GROUP=ROLE",
            split = ",",
            defaultValue = "${env:SOFTSERVICE_OIDC_ROLES:-}",
            description = "The role on the hub that a group means, for accounts that were made by the provider; may be"
                    + " repeated. $SOFTSERVICE_OIDC_ROLES, comma-separated")
    private List<String> roles = List.of();

    /** {@code spec}: of the command that is refused where an option is wrong. */
    Config.People settings(CommandSpec spec) {
        try {
            return new Config.People(mail(), openId());
        } catch (Refusal refusal) {
            throw new ParameterException(spec.commandLine(), refusal.getMessage());
        }
    }

    private Optional<SmtpSettings> mail() {
        if (smtp.isBlank()) return Optional.empty();
        int colon = smtp.lastIndexOf(':');
        if (colon < 1 || !smtp.substring(colon + 1).matches("[1-9]\\d{0,4}"))
            throw Refusal.invalid("--smtp must be HOST:PORT such as mail.example.org:587, not " + smtp);
        if (from.isBlank()) throw Refusal.invalid("--smtp needs --mail-from ADDRESS");
        if (user.isBlank() != password.isBlank())
            throw Refusal.invalid("--smtp-user and --smtp-password-file belong together: give both");
        var how = Constants.named(SmtpSettings.Security.class, security)
                .orElseThrow(() -> Refusal.invalid("--smtp-security must be starttls, tls or none, not " + security));
        if (!user.isBlank() && how == SmtpSettings.Security.NONE)
            throw Refusal.invalid("--smtp-security none would send the password of --smtp-user in the open");
        return Optional.of(new SmtpSettings(
                smtp.substring(0, colon), Integer.parseInt(smtp.substring(colon + 1)), how, login(), sender()));
    }

    private Optional<OidcSettings> openId() {
        if (issuer.isBlank()) return Optional.empty();
        if (client.isBlank() || secret.isBlank())
            throw Refusal.invalid("--oidc-issuer needs --oidc-client and --oidc-secret-file");
        var file = Path.of(secret);
        if (!Files.isReadable(file)) throw Refusal.invalid("--oidc-secret-file: " + file + " is not readable");
        if (!whose.equals("all") && !whose.equals("linked"))
            throw Refusal.invalid("--oidc-accounts must be all or linked, not " + whose);
        var address = address();
        var name = provider.isBlank() ? address.getHost() : provider.strip();
        if (!name.matches("[\\w .-]{1,40}"))
            throw Refusal.invalid("--oidc-name must be 1 to 40 letters, digits, spaces, dots and dashes");
        return Optional.of(new OidcSettings(
                address, client, file, name, whose.equals("all"), new OidcSettings.Groups(claim, roles())));
    }

    /** Without TLS anybody on the way could answer in the provider's place. */
    private URI address() {
        try {
            var address = URI.create(issuer);
            var host = Optional.ofNullable(address.getHost()).orElse("");
            boolean here = host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
            if (!host.isEmpty() && ("https".equals(address.getScheme()) || here && "http".equals(address.getScheme())))
                return address;
        } catch (IllegalArgumentException malformed) {
            // Said below, in our words.
        }
        throw Refusal.invalid("--oidc-issuer must be https://HOST/…, not " + issuer);
    }

    private Map<String, Role> roles() {
        var means = new HashMap<String, Role>();
        for (var one : DataOptions.list(roles)) {
            int equals = one.lastIndexOf('=');
            var role = Constants.named(Role.class, one.substring(equals + 1))
                    .filter(known -> known != Role.ANONYMOUS && known != Role.OWNER);
            if (equals < 1 || role.isEmpty())
                throw Refusal.invalid(
                        "--oidc-role must be GROUP=ROLE with reader, contributor, maintainer or admin, not " + one);
            means.put(one.substring(0, equals), role.get());
        }
        return means;
    }

    private MailAddress sender() {
        try {
            return new MailAddress(from.strip());
        } catch (Refusal refusal) {
            throw Refusal.invalid("--mail-from: " + refusal.getMessage());
        }
    }

    private Optional<SmtpSettings.Login> login() {
        if (user.isBlank()) return Optional.empty();
        var file = Path.of(password);
        if (!Files.isReadable(file)) throw Refusal.invalid("--smtp-password-file: " + file + " is not readable");
        return Optional.of(new SmtpSettings.Login(user, file));
    }
}
