package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.fields.Suggestion;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Service.Restart;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.MapNode;
import java.util.List;
import java.util.Optional;

/** {@code restart} and {@code restarts}: what follows when a service ends, and whether that is to be expected. */
final class RestartReader {
    private final Context context;

    RestartReader(Context context) {
        this.context = context;
    }

    /** {@code deploy.restart_policy} goes before {@code restart}, as in Compose. */
    Restart policy(Fields fields) {
        var restart = fields.node("restart").map(this::policy);
        return ofDeploy(fields).or(() -> restart).orElse(Restart.NO);
    }

    private Optional<Restart> ofDeploy(Fields service) {
        if (!(service.node("deploy").orElse(service.map) instanceof MapNode deploy)
                || !(deploy.get("restart_policy").orElse(deploy) instanceof MapNode policy)
                || policy == deploy) return Optional.empty();
        var fields = new Fields(policy, "a restart_policy", context);
        var condition =
                fields.choice("condition", List.of("none", "no", "on-failure", "any", "always", "unless-stopped"));
        fields.ignore("an installation waits longer and longer, and never gives up", "delay", "max_attempts", "window");
        fields.done();
        return Optional.of(
                switch (condition.orElse("any")) {
                    case "none", "no" -> Restart.NO;
                    case "on-failure" -> Restart.ON_FAILURE;
                    case "unless-stopped" -> Restart.UNLESS_STOPPED;
                    default -> Restart.ALWAYS;
                });
    }

    private Restart policy(Node node) {
        var given = context.values.plain(node, "restart").orElse("no");
        var text = given.replaceFirst("^(on-failure):\\d{1,4}$", "$1");
        if (!text.equals(given))
            context.error(
                    node.mark(),
                    Rule.IGNORED_VALUE,
                    "the number of attempts in " + Quote.quote(given)
                            + " has no effect here: an installation waits longer and longer, and never gives up");
        return switch (text) {
            case "no", "false", "" -> Restart.NO;
            case "on-failure" -> Restart.ON_FAILURE;
            case "always" -> Restart.ALWAYS;
            case "unless-stopped" -> Restart.UNLESS_STOPPED;
            default -> {
                var choices = List.of("no", "on-failure", "always", "unless-stopped");
                var near = Suggestion.didYouMean(text, choices);
                context.error(
                        node.mark(),
                        Rule.NOT_ALLOWED,
                        "`restart` is " + Quote.quote(text),
                        (near.isEmpty() ? "write " + Quote.oneOf(choices) : near));
                yield Restart.NO;
            }
        };
    }

    boolean areExpected(Fields fields, Restart restart) {
        var said = fields.text("restarts");
        said.filter(word -> !word.equals("expected"))
                .ifPresent(word -> context.values.bad(
                        fields.node("restarts").orElseThrow().mark(), "restarts", word, "expected, or not there"));
        if (said.isPresent() && restart == Restart.NO)
            context.error(
                    fields.node("restarts").orElseThrow().mark(),
                    Rule.ONE_OF,
                    "restarts are expected of a service that nothing restarts",
                    "say when with restart: on-failure");
        return said.isPresent();
    }
}
