package dev.softservice.manifest.importing;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Interpolation;
import dev.softservice.manifest.fields.Notes;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.fields.Values;
import dev.softservice.manifest.files.RepositoryPath;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Secrets whose content is not in the repository, as it should be: a file that everybody makes who starts the services, or one that a swarm keeps. Each
 * becomes a parameter, made up where the secret is the services' own, else one that has to be given.
 */
final class LostSecrets {
    private final Context context;
    private final List<ComposeChange> changes;

    LostSecrets(Context context, List<ComposeChange> changes) {
        this.context = context;
        this.changes = changes;
    }

    /** {@code secrets} with a content for each that has none. */
    Map<String, Entry> replaced(Map<String, Entry> secrets) {
        Map<String, Entry> replaced = new LinkedHashMap<>();
        secrets.forEach((name, entry) -> replaced.put(
                name, entry.value() instanceof MapNode map && isElsewhere(map) ? content(name, entry) : entry));
        return replaced;
    }

    private boolean isElsewhere(MapNode secret) {
        if (secret.get("external").filter(node -> !Values.isOff(node)).isPresent()) return true;
        if (!(secret.get("file").orElse(secret) instanceof ScalarNode file)) return false;
        return new Interpolation(new Notes(), context.scope)
                .plain(file)
                .map(path -> RepositoryPath.resolve(
                                RepositoryPath.folderOf(file.mark().path()), path)
                        .flatMap(context::kind)
                        .isEmpty())
                .orElse(true);
    }

    private Entry content(String name, Entry entry) {
        var variable =
                name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_").replaceAll("^[_0-9]+|_+$", "");
        var kind = SecretNames.of(variable, false);
        // A key of somebody else's is a secret that has to be given.
        if (kind == SecretNames.Kind.NONE) variable = variable.isEmpty() ? "SECRET_KEY" : variable + "_KEY";
        boolean own = SecretNames.of(variable, false) == SecretNames.Kind.OWN;
        var text = own
                ? "${" + variable + "}"
                : "${" + variable + ":?what the secret " + name.replaceAll("[${}]", "") + " holds}";
        var mark = entry.value().mark();
        changes.add(new ComposeChange(
                entry.keyMark(),
                "what the secret " + Quote.quote(name) + " holds is not in the repository; it is a parameter, "
                        + (own ? "made up where nobody gives it" : "which has to be given")));
        return new Entry(
                entry.keyMark(),
                new MapNode(
                        mark, Map.of("content", new Entry(mark, new ScalarNode(mark, text, ScalarType.TEXT), false))),
                false);
    }
}
