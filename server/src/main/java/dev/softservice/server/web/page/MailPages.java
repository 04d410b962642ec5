package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.mail.MailTopic;
import dev.softservice.server.mail.Mailbox;
import dev.softservice.server.mail.Mailboxes;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What one is mailed about, and the pages that links in mails lead to. */
public final class MailPages {
    /** {@code address} and {@code waiting}: empty: none. */
    record Mine(boolean on, String address, String waiting, List<Choice> choices, String wrong) {}

    record Choice(String word, String sentence, boolean chosen) {}

    /** {@code asked}: whether a link has been asked for just now. */
    record Forgot(boolean on, boolean asked) {}

    /** What a link in a mail does when its button is pressed; {@code action} empty: it is done. */
    record Linked(String heading, String sentence, String action, String button) {}

    private final Pages pages;
    private final SignIn signIn;
    private final Mailboxes mailboxes;

    public MailPages(Pages pages, SignIn signIn, Mailboxes mailboxes) {
        this.pages = pages;
        this.signIn = signIn;
        this.mailboxes = mailboxes;
    }

    public List<Route> routes() {
        return List.of(
                Route.page(GET, "/profile/mail", READER, call -> mine(call, 200, "")),
                Route.page(POST, "/profile/mail", READER, this::ask),
                Route.page(POST, "/profile/mail/topics", READER, this::choose),
                Route.page(POST, "/profile/mail/remove", READER, this::remove),
                Route.page(GET, "/profile/mail/confirm/{secret}", ANONYMOUS, this::confirming),
                Route.page(POST, "/profile/mail/confirm/{secret}", ANONYMOUS, this::confirm),
                Route.page(GET, "/profile/mail/stop/{secret}", ANONYMOUS, this::stopping),
                Route.page(GET, "/login/forgot", ANONYMOUS, this::forgot),
                Route.page(POST, "/login/forgot", ANONYMOUS, this::reset));
    }

    private Reply mine(Call call, int status, String wrong) {
        var by = call.account();
        var box = mailboxes.of(by);
        var topics = box.map(Mailbox::topics).orElse(Set.of());
        return pages.show(
                        call,
                        status,
                        PageTemplate.MAIL,
                        "Your e-mail",
                        new Mine(
                                mailboxes.isOn(),
                                box.map(mailbox -> mailbox.address().text()).orElse(""),
                                mailboxes.waiting(by).orElse(""),
                                Arrays.stream(MailTopic.values())
                                        .map(topic -> new Choice(
                                                Constants.word(topic), topic.words(), topics.contains(topic)))
                                        .toList(),
                                wrong))
                .with("Cache-Control", "no-store");
    }

    private Reply ask(Call call) {
        try {
            mailboxes.ask(call.form("address", 300).strip(), call.account());
        } catch (Refusal refused) {
            if (refused.kind() != Refusal.Kind.INVALID && refused.kind() != Refusal.Kind.THROTTLED) throw refused;
            return mine(call, refused.kind().status(), Words.capital(refused.getMessage()) + ".");
        }
        return Reply.redirect("/profile/mail");
    }

    private Reply choose(Call call) {
        var chosen = Arrays.stream(MailTopic.values())
                .filter(topic -> !call.form(Constants.word(topic), 5).isEmpty())
                .collect(Collectors.toSet());
        mailboxes.choose(chosen, call.account());
        return Reply.redirect("/profile/mail");
    }

    private Reply remove(Call call) {
        mailboxes.remove(call.account());
        return Reply.redirect("/profile/mail");
    }

    /** Programs that look through mails open links: only the button does something. */
    private Reply confirming(Call call) {
        var secret = call.path("secret");
        var asked = mailboxes.confirming(secret);
        if (call.visitor().session().isEmpty()) return signIn.begin(call, "/profile/mail/confirm/" + secret);
        return linked(
                call,
                new Linked(
                        "Confirm your address",
                        "The account " + asked.account() + " gets its mail at " + asked.address() + ".",
                        "/profile/mail/confirm/" + secret,
                        "Confirm it"));
    }

    private Reply confirm(Call call) {
        mailboxes.confirm(call.path("secret"));
        return linked(
                call, new Linked("Your address is confirmed", "Your profile says what you are mailed about.", "", ""));
    }

    private Reply stopping(Call call) {
        var secret = call.path("secret");
        var stopping = mailboxes.stopping(secret);
        return linked(
                call,
                new Linked(
                        "Fewer mails",
                        stopping.account().name() + " gets a mail when "
                                + stopping.topic().words() + ".",
                        "/profile/mail/stop/" + secret,
                        "No more of these"));
    }

    private Reply linked(Call call, Linked linked) {
        return pages.show(call, PageTemplate.LINKED, linked.heading(), linked).with("Cache-Control", "no-store");
    }

    private Reply forgot(Call call) {
        if (call.visitor().session().isEmpty()) return signIn.begin(call, "/login/forgot");
        return shown(call, false);
    }

    private Reply shown(Call call, boolean asked) {
        return pages.show(call, PageTemplate.FORGOT, "A new password", new Forgot(mailboxes.isOn(), asked));
    }

    private Reply reset(Call call) {
        mailboxes.reset(call.form("who", 300), call.remote());
        return shown(call, true);
    }
}
