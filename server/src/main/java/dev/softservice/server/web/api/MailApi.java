package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ADMIN;
import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.DELETE;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;
import static dev.softservice.server.web.Route.Method.PUT;

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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where one gets mail and about what, and how the hub's mail goes. */
public final class MailApi {
    private static final String MINE = "/api/v1/mail";

    private final Mailboxes mailboxes;

    public MailApi(Mailboxes mailboxes) {
        this.mailboxes = mailboxes;
    }

    public List<Route> routes() {
        return List.of(
                Route.api(GET, MINE, READER, this::show),
                Route.api(PUT, MINE, READER, this::change),
                Route.api(DELETE, MINE, READER, this::remove),
                Route.api(GET, MINE + "/standing", ADMIN, this::standing),
                Route.api(POST, MINE + "/test", ADMIN, this::test),
                Route.api(POST, "/profile/mail/stop/{secret}", ANONYMOUS, this::stop)
                        .provenByBody());
    }

    /** {@code waiting}: the address that waits to be confirmed. */
    record MailShape(boolean on, Optional<String> address, Optional<String> waiting, List<String> topics) {}

    private Reply show(Call call) {
        var box = mailboxes.of(call.account());
        return Reply.json(new MailShape(
                mailboxes.isOn(),
                box.map(mailbox -> mailbox.address().text()),
                mailboxes.waiting(call.account()),
                box.map(Mailbox::topics).orElse(Set.of()).stream()
                        .sorted()
                        .map(Constants::word)
                        .toList()));
    }

    private Reply change(Call call) {
        var json = call.json("address", "topics");
        var address = json.optionalLine("address", 300);
        if (json.has("topics"))
            mailboxes.choose(
                    json.lines("topics", 10, 30).stream().map(MailApi::topic).collect(Collectors.toSet()),
                    call.account());
        address.ifPresent(text -> mailboxes.ask(text, call.account()));
        return show(call);
    }

    private static MailTopic topic(String word) {
        return Constants.named(MailTopic.class, word)
                .orElseThrow(() -> Refusal.invalid("field topics may hold "
                        + Arrays.stream(MailTopic.values()).map(Constants::word).collect(Collectors.joining(", "))));
    }

    private Reply remove(Call call) {
        mailboxes.remove(call.account());
        return Reply.nothing();
    }

    private Reply standing(Call call) {
        return Reply.json(mailboxes.standing(call.account()));
    }

    record Tested(String address) {}

    private Reply test(Call call) {
        var address = call.json("address").line("address", 300);
        mailboxes.test(address, call.account());
        return Reply.json(202, new Tested(address));
    }

    /** What mail programs send for their user's one click (RFC 8058): they bring no cookie, and the address proves itself. */
    private Reply stop(Call call) {
        var stopping = mailboxes.stopping(call.path("secret"));
        mailboxes.stop(stopping);
        return Reply.text("Done: " + stopping.account().name() + " gets no more mails when "
                + stopping.topic().words() + ".\n");
    }
}
