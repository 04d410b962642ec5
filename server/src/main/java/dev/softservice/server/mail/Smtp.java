package dev.softservice.server.mail;

import dev.softservice.runner.model.ShowableText;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Hands mails to the operator's server, one connection each, and says what came of it. */
final class Smtp implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;
    private static final int CONNECTING_MILLIS = 15_000;
    private static final int LONGEST_ANSWER = 300;

    private final SmtpSettings settings;
    private final Vertx vertx;

    Smtp(SmtpSettings settings) {
        this.settings = settings;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(false)
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1));
    }

    /** What came of it. */
    record Outcome(Kind kind, String answer) {
        enum Kind {
            TAKEN,
            /** It was certainly not taken, and may be later. */
            LATER,
            /** It will never be taken. */
            REFUSED,
            /** It may have been taken. */
            UNCLEAR
        }
    }

    /** {@code headers}: beside those that every mail has. */
    Outcome send(MailAddress to, Letter letter, Map<String, String> headers) {
        var message = new MailMessage()
                .setFrom(
                        letter.by().isEmpty()
                                ? settings.from().text()
                                : settings.from().text() + " (" + letter.by() + ")")
                .setTo(to.text())
                .setSubject(letter.subject())
                .setText(letter.text());
        headers.forEach(message::addHeader);
        try {
            var client = MailClient.create(vertx, config());
            try {
                client.sendMail(message)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                return new Outcome(Outcome.Kind.TAKEN, "");
            } finally {
                client.close();
            }
        } catch (ExecutionException failed) {
            return judged(failed.getCause() == null ? failed : failed.getCause());
        } catch (TimeoutException silent) {
            return new Outcome(
                    Outcome.Kind.UNCLEAR, "no answer within " + PATIENCE_SECONDS + " s; it may have arrived");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Outcome(Outcome.Kind.UNCLEAR, "the hub ended while it was sent; it may have arrived");
        } catch (IOException unreadable) {
            return new Outcome(Outcome.Kind.LATER, "the file with the password is not readable: " + shown(unreadable));
        }
    }

    private MailConfig config() throws IOException {
        var config = new MailConfig(settings.host(), settings.port())
                // Otherwise the client asks the machine's resolver who it is, which may take many seconds to say that
                // it does not know.
                .setOwnHostname(settings.from().host())
                .setSsl(settings.security() == SmtpSettings.Security.TLS)
                .setStarttls(
                        settings.security() == SmtpSettings.Security.STARTTLS
                                ? StartTLSOptions.REQUIRED
                                : StartTLSOptions.DISABLED)
                .setLogin(settings.login().isPresent() ? LoginOption.REQUIRED : LoginOption.DISABLED)
                .setKeepAlive(false)
                .setPipelining(false)
                .setMaxPoolSize(1);
        config.setConnectTimeout(CONNECTING_MILLIS);
        if (settings.security() != SmtpSettings.Security.NONE) config.setHostnameVerificationAlgorithm("HTTPS");
        if (settings.login().isPresent()) {
            var login = settings.login().get();
            config.setUsername(login.name())
                    .setPassword(Files.readString(login.password()).strip());
        }
        return config;
    }

    /** Only what certainly was not taken is tried again. */
    private static Outcome judged(Throwable failed) {
        if (failed instanceof SMTPException answered)
            return new Outcome(answered.isPermanent() ? Outcome.Kind.REFUSED : Outcome.Kind.LATER, shown(answered));
        if (failed instanceof ConnectException
                || failed instanceof UnknownHostException
                || failed instanceof javax.net.ssl.SSLException)
            return new Outcome(Outcome.Kind.LATER, "no connection: " + shown(failed));
        return new Outcome(Outcome.Kind.UNCLEAR, shown(failed) + "; it may have arrived");
    }

    private static String shown(Throwable failed) {
        var words = ShowableText.of(String.valueOf(failed.getMessage()).replaceAll("\\s+", " "));
        return words.length() <= LONGEST_ANSWER ? words : words.substring(0, LONGEST_ANSWER - 1) + "…";
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
