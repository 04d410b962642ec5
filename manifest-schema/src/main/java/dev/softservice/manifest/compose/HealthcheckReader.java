package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.fields.Units;
import dev.softservice.manifest.model.IdleCommand;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Service.Healthcheck;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code healthcheck}; the defaults are the Compose Specification's. */
public final class HealthcheckReader {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    /** The longest of its times. */
    public static final Duration LONGEST = Duration.ofHours(1);

    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final int USUAL_RETRIES = 3;

    private final Context context;

    HealthcheckReader(Context context) {
        this.context = context;
    }

    Optional<Healthcheck> read(Node node) {
        var fields = Fields.of(node, "a healthcheck", context);
        if (fields.isEmpty()) return Optional.empty();
        var check = fields.get();
        boolean disabled = check.flag("disable").orElse(false);
        var test = check.node("test").filter(given -> !ServiceReader.saysNothing(given) && !isEmptyText(given));
        var interval = duration(check, "interval");
        var timeout = duration(check, "timeout");
        var startPeriod = check.duration("start_period", Duration.ZERO, LONGEST).orElse(Duration.ZERO);
        int retries = check.integer("retries", 0, 1000).orElse(0);
        check.ignore("the platform looks as often as it is useful while a service starts", "start_interval");
        check.done();
        if (disabled) return Optional.of(Healthcheck.DISABLED);
        if (test.isEmpty())
            return Optional.of(new Healthcheck(List.of(), false, interval, timeout, retries, startPeriod));
        var command = command(test.get());
        command.filter(given -> !given.isNone())
                .flatMap(Command::idle)
                .ifPresent(why -> context.error(
                        test.get().mark(),
                        Rule.IDLE_HEALTHCHECK,
                        "this healthcheck can't fail: " + why,
                        "let it ask the service for something"));
        return command.map(given -> given.isNone()
                ? Healthcheck.DISABLED
                : new Healthcheck(
                        given.words,
                        given.shell,
                        interval.isZero() ? USUAL : interval,
                        timeout.isZero() ? USUAL : timeout,
                        retries == 0 ? USUAL_RETRIES : retries,
                        startPeriod));
    }

    /** Zero, as nothing, is what the image says, or else the default. */
    private static Duration duration(Fields check, String key) {
        var zero = check.node(key)
                .filter(node -> node instanceof ScalarNode scalar
                        && Units.duration(scalar.text())
                                .filter(Duration::isZero)
                                .isPresent());
        return zero.isPresent()
                ? Duration.ZERO
                : check.duration(key, SHORTEST, LONGEST).orElse(Duration.ZERO);
    }

    private static boolean isEmptyText(Node node) {
        return node instanceof ScalarNode scalar && scalar.text().isEmpty();
    }

    private record Command(List<Template> words, boolean shell) {
        boolean isNone() {
            return words.isEmpty();
        }

        Optional<String> idle() {
            var sources = words.stream().map(Template::source).toList();
            return IdleCommand.byExitCode(shell ? List.of("sh", "-c", sources.getFirst()) : sources);
        }
    }

    /** What an engine makes of it: the words after the first are the shell's own arguments, not the command's. */
    private Command inShell(Node test, List<Template> words) {
        context.error(
                test.mark(),
                Rule.SHELL_WORDS,
                "CMD-SHELL takes one line, so of this `test` only "
                        + Quote.quote(words.get(1).source()) + " is run",
                "write one line, or CMD for words");
        var all = new ArrayList<>(List.of(new Template("/bin/sh"), new Template("-c")));
        all.addAll(words.subList(1, words.size()));
        return new Command(List.copyOf(all), false);
    }

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
            case "CMD-SHELL" -> words.size() > 1;
            default -> false;
        };
        if (!complete) {
            context.values.bad(
                    test.mark(), "test", form, "[CMD, program, argument …], [CMD-SHELL, \"one line\"] or [NONE]");
            return Optional.empty();
        }
        if (form.equals("CMD-SHELL") && words.size() > 2) return Optional.of(inShell(test, words));
        return form.equals("NONE")
                ? Optional.of(new Command(List.of(), false))
                : Optional.of(new Command(List.copyOf(words.subList(1, words.size())), form.equals("CMD-SHELL")));
    }
}
