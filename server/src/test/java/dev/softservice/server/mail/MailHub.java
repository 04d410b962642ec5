package dev.softservice.server.mail;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.softservice.server.app.Config;
import dev.softservice.server.web.HubForTests;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A whole hub that hands its mail to a real SMTP server on this machine. */
final class MailHub implements AutoCloseable {
    final GreenMail server = new GreenMail(ServerSetup.SMTP.dynamicPort());
    final HubForTests hub;
    private final Set<String> read = new HashSet<>();

    MailHub(Path data) {
        server.start();
        hub = new HubForTests(
                data,
                new Config.People(
                        Optional.of(new SmtpSettings(
                                "127.0.0.1",
                                server.getSmtp().getPort(),
                                SmtpSettings.Security.NONE,
                                Optional.empty(),
                                new MailAddress("hub@example.org"))),
                        Optional.empty()));
    }

    /** The next mails, {@code number} of them, in the order of their receivers' addresses. */
    List<MimeMessage> next(int number) {
        if (!server.waitForIncomingEmail(20_000, read.size() + number))
            throw new AssertionError(
                    "only " + (server.getReceivedMessages().length - read.size()) + " more mails came");
        var fresh = Arrays.stream(server.getReceivedMessages())
                .filter(mail -> !read.contains(header(mail, "Message-ID")))
                .sorted(Comparator.comparing(MailHub::to))
                .toList();
        fresh.forEach(mail -> read.add(header(mail, "Message-ID")));
        return fresh;
    }

    static String to(MimeMessage mail) {
        try {
            return mail.getAllRecipients()[0].toString();
        } catch (MessagingException broken) {
            throw new AssertionError(broken);
        }
    }

    static String text(MimeMessage mail) {
        try {
            return mail.getContent().toString().replace("\r\n", "\n");
        } catch (MessagingException | IOException broken) {
            throw new AssertionError(broken);
        }
    }

    static String header(MimeMessage mail, String name) {
        try {
            return mail.getHeader(name, null);
        } catch (MessagingException broken) {
            throw new AssertionError(broken);
        }
    }

    /** The path of a link in the mail that begins like this. */
    static String link(MimeMessage mail, String begin) {
        var link = Pattern.compile(Pattern.quote(begin) + "[^\\s>]+").matcher(text(mail));
        if (!link.find()) throw new AssertionError("no link " + begin + " in " + text(mail));
        return link.group();
    }

    @Override
    public void close() {
        hub.close();
        server.stop();
    }
}
