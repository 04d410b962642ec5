package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.fields.Suggestion;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Service.Restart;
import dev.softservice.manifest.yaml.Node;
import java.util.List;

/** {@code restart} and {@code restarts}: what follows when a service ends, and whether that is to be expected. */
final class RestartReader {
    private final Context context;

    RestartReader(Context context) {
        this.context = context;
    }

    Restart policy(Fields fields) {
        return fields.node("restart").map(this::policy).orElse(Restart.NO);
    }

    private Restart policy(Node node) {
        var text = context.values.plain(node, "restart").orElse("no").replaceFirst("^(on-failure):\\d{1,4}$", "$1");
        return switch (text) {
            case "no", "false" -> Restart.NO;
            case "on-failure" -> Restart.ON_FAILURE;
            case "always" -> Restart.ALWAYS;
            case "unless-stopped" -> Restart.UNLESS_STOPPED;
            default -> {
                var choices = List.of("no", "on-failure", "always", "unless-stopped");
                var near = Suggestion.didYouMean(text, choices);
                context.error(
                        node.mark(),
                        Rule.NOT_ALLOWED,
                        "`restart` is " + Quote.quote(text)
                                + (near.isEmpty() ? "; write " + Quote.oneOf(choices) : near));
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
                    "restarts are expected of a service that nothing restarts; say when with restart: on-failure");
        return said.isPresent();
    }
}
