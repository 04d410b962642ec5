package dev.softservice.runner.install;

import dev.softservice.manifest.Manifest;
import dev.softservice.manifest.Parameter;
import dev.softservice.runner.plan.ParameterValues;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;

/** The values of a distro's parameters on this machine: given now, kept from before, asked for, the manifest's own, or made up. */
final class Choices {
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int SECRET_LENGTH = 24;

    private Choices() {}

    /** @throws InstallRefusal naming every parameter that has no usable value */
    static ParameterValues of(Manifest manifest, Map<String, String> kept, Map<String, String> given, Conversation conversation) {
        var values = new LinkedHashMap<String, String>();
        manifest.parameters().forEach((name, parameter) -> {
            if (given.containsKey(name)) values.put(name, given.get(name));
            else if (kept.containsKey(name)) values.put(name, kept.get(name));
            else if (parameter.defaultValue().isEmpty() && parameter.type() != Parameter.Type.SECRET && conversation.interactive()) {
                values.put(name, conversation.ask(name + (parameter.description().isEmpty() ? "" : " (" + parameter.description() + ")")));
            }
        });
        given.forEach(values::putIfAbsent);
        var chosen = ParameterValues.resolve(manifest.parameters(), values, Choices::secret);
        if (!chosen.problems().isEmpty()) throw InstallRefusal.input(String.join("; ", chosen.problems()) + " (--set NAME=VALUE)");
        return chosen;
    }

    private static String secret() {
        var random = new SecureRandom();
        var text = new StringBuilder(SECRET_LENGTH);
        for (int i = 0; i < SECRET_LENGTH; i++) text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        return text.toString();
    }
}
