package dev.softservice.manifest;

import dev.softservice.manifest.Service.Healthcheck;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code healthcheck}; the defaults are the Compose Specification's. */
final class HealthcheckReader {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Context context;

    HealthcheckReader(Context context) {
        this.context = context;
    }

    Optional<Healthcheck> read(Node node) {
        var fields = Fields.of(node, "a healthcheck", context);
        if (fields.isEmpty()) return Optional.empty();
        var check = fields.get();
        boolean disabled = check.bool("disable").orElse(false);
        var test = check.node("test");
        var interval = check.duration("interval", SHORTEST, LONGEST).orElse(Duration.ofSeconds(30));
        var timeout = check.duration("timeout", SHORTEST, LONGEST).orElse(Duration.ofSeconds(30));
        var startPeriod = check.duration("start_period", Duration.ZERO, LONGEST).orElse(Duration.ZERO);
        int retries = check.integer("retries", 1, 1000).orElse(3);
        check.ignore("the platform looks as often as it is useful while a service starts", "start_interval");
        check.done();
        if (disabled) return Optional.empty();
        if (test.isEmpty()) {
            context.error(
                    check.mark(),
                    Rule.MISSING_KEY,
                    "a healthcheck needs `test`, such as [CMD, curl, -fsS, http://localhost/]");
            return Optional.empty();
        }
        return command(test.get())
                .map(command -> new Healthcheck(command.words, command.shell, interval, timeout, retries, startPeriod));
    }

    private record Command(List<Template> words, boolean shell) {}

    private Optional<Command> command(Node test) {
        if (!(test instanceof ListNode list)) {
            return context.values.templateText(test, "test").map(line -> new Command(List.of(line), true));
        }
        var words = new ArrayList<Template>();
        for (var item : list.items()) context.values.template(item, "test").ifPresent(words::add);
        if (words.size() != list.items().size()) return Optional.empty();
        var form = list.items().isEmpty() ? "" : ((ScalarNode) list.items().getFirst()).text();
        boolean complete = switch (form) {
            case "NONE" -> words.size() == 1;
            case "CMD" -> words.size() > 1;
            case "CMD-SHELL" -> words.size() == 2;
            default -> false;
        };
        if (!complete) {
            context.values.bad(
                    test.mark(), "test", form, "[CMD, program, argument …], [CMD-SHELL, \"one line\"] or [NONE]");
            return Optional.empty();
        }
        return form.equals("NONE")
                ? Optional.empty()
                : Optional.of(new Command(List.copyOf(words.subList(1, words.size())), form.equals("CMD-SHELL")));
    }
}
