package dev.softservice.runner.install;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.runner.plan.ParameterValues;
import dev.softservice.runner.secret.Secrets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The values of a distro's parameters on this machine: given now, kept from before, asked for, the manifest's own, or made up. */
final class Choices {
    private Choices() {}

    /** @throws InstallRefusal naming every parameter that has no usable value */
    static ParameterValues of(
            Manifest manifest, Map<String, String> kept, Map<String, String> given, Conversation conversation) {
        var values = new LinkedHashMap<String, String>();
        manifest.parameters().forEach((name, parameter) -> {
            if (given.containsKey(name)) values.put(name, given.get(name));
            else if (kept.containsKey(name)) values.put(name, kept.get(name));
            else if (parameter.required() && conversation.interactive()) {
                values.put(
                        name,
                        conversation.ask(name
                                + (parameter.description().isEmpty() ? "" : " (" + parameter.description() + ")")));
            }
        });
        given.forEach(values::putIfAbsent);
        var chosen = ParameterValues.resolve(manifest.parameters(), values, Secrets::generate);
        if (!chosen.problems().isEmpty())
            throw InstallRefusal.input(String.join("; ", chosen.sentences()) + " (--set NAME=VALUE)");
        return chosen;
    }
}
