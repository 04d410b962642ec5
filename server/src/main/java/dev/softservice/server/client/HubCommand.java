package dev.softservice.server.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code softservice hub}: what operators of a hub, and owners on it, ask its API for. */
@Command(
        name = "hub",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Looks after a hub: accounts, roles, the audit log, the queue, mail, storage.",
        footer = {
            "",
            "The token is taken from $SOFTSERVICE_TOKEN: on a command line every user of the machine could read it.",
            "Each command asks the hub's REST API (/openapi.json); --json prints the answer as it came.",
            "Exit codes: 0 done, 2 the hub says no, 3 it could not be asked."
        })
public final class HubCommand implements Runnable {
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final HubOptions options = new HubOptions();

    /** {@code environment}: where the token is taken from. */
    public HubCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what to do: " + String.join(", ", spec.subcommands().keySet()));
    }

    @Command(name = "users", mixinStandardHelpOptions = true, description = "Lists the accounts.")
    int users() throws InterruptedException {
        return show("GET", "/api/v1/users", Map.of());
    }

    @Command(
            name = "user",
            mixinStandardHelpOptions = true,
            description = "Shows or changes one account. Disabling one ends all that it has open.")
    int user(
            @Parameters(paramLabel = "NAME") String name,
            @Nullable
                    @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            description = "On the whole hub: reader, contributor, maintainer or admin.")
                    String role,
            @Option(names = "--disable", description = "Nothing of it counts any more.") boolean disable,
            @Option(names = "--enable", description = "It counts again.") boolean enable,
            @Option(names = "--create", description = "Make it.") boolean create)
            throws InterruptedException {
        if (disable && enable) throw new ParameterException(spec.commandLine(), "--disable or --enable, not both");
        var body = new LinkedHashMap<String, Object>();
        Optional.ofNullable(role).ifPresent(word -> body.put("role", word));
        if (create) {
            body.put("name", name);
            return show("POST", "/api/v1/users", body);
        }
        if (disable || enable) body.put("disabled", disable);
        return show(body.isEmpty() ? "GET" : "PUT", "/api/v1/users/" + segment(name), body);
    }

    @Command(
            name = "link",
            mixinStandardHelpOptions = true,
            description = "Makes a link by which somebody sets their password, once and within a day.")
    int link(@Parameters(paramLabel = "NAME") String name) throws InterruptedException {
        return show("POST", "/api/v1/users/" + segment(name) + "/link", Map.of());
    }

    @Command(name = "audit", mixinStandardHelpOptions = true, description = "Shows who did what, the newest first.")
    int audit(
            @Nullable @Option(names = "--account", paramLabel = "NAME", description = "Only by them.") String account,
            @Nullable
                    @Option(
                            names = "--action",
                            paramLabel = "ACTION",
                            description = "Only this, such as pull.merge, or pull for all of that kind.")
                    String action,
            @Nullable @Option(names = "--subject", paramLabel = "TEXT", description = "Only what begins with this.")
                    String subject,
            @Nullable @Option(names = "--since", paramLabel = "TIME", description = "Such as 2030-01-31T00:00:00Z.")
                    String since,
            @Option(names = "--csv", description = "All of it, as comma-separated values.") boolean csv)
            throws InterruptedException {
        var query = new StringBuilder(csv ? "/api/v1/audit/export?" : "/api/v1/audit?limit=100");
        add(query, "account", account);
        add(query, "action", action);
        add(query, "subject", subject);
        add(query, "since", since);
        return csv ? printed(query.toString()) : show("GET", query.toString(), Map.of());
    }

    @Command(name = "queue", mixinStandardHelpOptions = true, description = "Shows the runs that are not finished.")
    int queue() throws InterruptedException {
        return show("GET", "/api/v1/queue", Map.of());
    }

    @Command(
            name = "mail",
            mixinStandardHelpOptions = true,
            description = "Shows how the hub's mail goes, or tries it.")
    int mail(
            @Nullable
                    @Option(
                            names = "--test",
                            paramLabel = "ADDRESS",
                            description = "Mail a word there; then this command without it says what came of it.")
                    String test)
            throws InterruptedException {
        return test == null
                ? show("GET", "/api/v1/mail/standing", Map.of())
                : show("POST", "/api/v1/mail/test", Map.of("address", test));
    }

    @Command(name = "storage", mixinStandardHelpOptions = true, description = "Shows how much room things take.")
    int storage() throws InterruptedException {
        return show("GET", "/api/v1/storage", Map.of());
    }

    @Command(
            name = "repo",
            mixinStandardHelpOptions = true,
            description = {
                "Shows a repository, makes one, changes who sees it or what it is called, archives or deletes it.",
                "One that was deleted can be taken back for 7 days."
            })
    int repo(
            @Parameters(paramLabel = "OWNER/NAME") String name,
            @Option(names = "--create", description = "Make it.") boolean create,
            @Nullable @Option(names = "--visibility", paramLabel = "WHO", description = "public or private.")
                    String visibility,
            @ArgGroup @Nullable LifeOptions life)
            throws InterruptedException {
        if (life != null && (create || visibility != null))
            throw new ParameterException(spec.commandLine(), "one change at a time");
        if (life != null) return life.ask("/api/v1/repos/" + place(name), name, this::show);
        var body = new LinkedHashMap<String, Object>();
        Optional.ofNullable(visibility).ifPresent(word -> body.put("visibility", word));
        if (create) {
            var parts = place(name).split("/", 2);
            if (parts.length < 2) throw new ParameterException(spec.commandLine(), "a repository is named OWNER/NAME");
            body.put("owner", parts[0]);
            body.put("name", parts[1]);
            return show("POST", "/api/v1/repos", body);
        }
        return show(body.isEmpty() ? "GET" : "PUT", "/api/v1/repos/" + place(name), body);
    }

    @Command(
            name = "members",
            mixinStandardHelpOptions = true,
            description = "Lists who has which role in a namespace or a repository, gives one, or takes it away.")
    int members(
            @Parameters(paramLabel = "PLACE", description = "OWNER, or OWNER/NAME.") String where,
            @Option(
                            names = "--give",
                            paramLabel = "NAME=ROLE",
                            description = "reader, contributor, maintainer or owner.")
                    @Nullable
                    Map<String, String> give,
            @Nullable @Option(names = "--take", paramLabel = "NAME", description = "Take their role away.") String take)
            throws InterruptedException {
        var place = place(where);
        var base = (place.contains("/") ? "/api/v1/repos/" : "/api/v1/orgs/") + place + "/members";
        if (give != null) {
            for (var one : give.entrySet()) {
                int code = show("PUT", base + "/" + segment(one.getKey()), Map.of("role", one.getValue()));
                if (code != HubQuestion.DONE) return code;
            }
            return HubQuestion.DONE;
        }
        return take == null ? show("GET", base, Map.of()) : show("DELETE", base + "/" + segment(take), Map.of());
    }

    @Command(
            name = "runners",
            mixinStandardHelpOptions = true,
            description = "Lists the machines that verify runs besides the hub's own, adds one, drains or removes one.")
    int runners(@ArgGroup @Nullable RunnerOptions wish) throws InterruptedException {
        return wish == null ? show("GET", "/api/v1/runners", Map.of()) : wish.ask("/api/v1/runners", this::show);
    }

    private String place(String text) {
        if (!text.matches("[a-z0-9-]+(/[a-z0-9-]+)?"))
            throw new ParameterException(spec.commandLine(), "OWNER or OWNER/NAME, not " + text);
        return text;
    }

    private static void add(StringBuilder query, String name, @Nullable String value) {
        if (value != null) query.append('&').append(name).append('=').append(segment(value));
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private int show(String method, String path, Map<String, ?> body) throws InterruptedException {
        return asking().answer(client -> {
            var answer = client.ask(method, path, body);
            return answer.isEmpty()
                    ? options.json() ? "{}\n" : "done\n"
                    : options.json() ? answer + "\n" : Table.of(HubClient.read(answer));
        });
    }

    private int printed(String path) throws InterruptedException {
        return asking().answer(client -> client.ask("GET", path, Map.of()));
    }

    private HubQuestion asking() {
        return new HubQuestion(spec.commandLine(), environment, options.hub());
    }
}
