package dev.softservice.server.app;

import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.mail.MailAddress;
import dev.softservice.server.mail.SmtpSettings;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** {@code spec}: of the command that is refused where an option is wrong. */
    Config.People settings(CommandSpec spec) {
        try {
            return new Config.People(mail());
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
