package dev.softservice.runner.install;

import dev.softservice.manifest.model.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code softservice set} and {@code get}: changes and shows the settings of an installation. */
public final class Settings {
    private static final String LAST = "copies.last";
    private static final String DAYS = "copies.days";
    private static final String SHARE = "copies.share";

    private final Site site;

    public Settings(Site site) {
        this.site = site;
    }

    /** One setting. {@code secret}: not for everybody's eyes. */
    public record Setting(String name, String value, boolean secret) {}

    /** In the manifest's order, then the passwords of its parts, then how long copies of the data are kept. */
    public List<Setting> get(Optional<String> wanted) {
        var folder = site.folders().existing(wanted);
        var state = folder.state().orElseThrow();
        var settings = new ArrayList<Setting>();
        if (state.current().isPresent()) {
            var current = state.current().get();
            var tree = Tree.read(folder, current.version(), current.composition());
            tree.manifest()
                    .parameters()
                    .forEach((name, parameter) -> settings.add(new Setting(
                            name,
                            state.parameters().getOrDefault(name, ""),
                            parameter.type() == Parameter.Type.SECRET)));
            var values = Choices.of(tree.manifest(), state.parameters(), Map.of(), site.conversation());
            var made = new TreeMap<String, String>();
            tree.plan(state.place(), values, (path, parameter) -> {
                var secret = folder.secrets().secret(path, parameter);
                made.put(path + "." + parameter, secret);
                return secret;
            });
            made.forEach((name, secret) -> settings.add(new Setting(name, secret, true)));
        } else {
            state.parameters().forEach((name, value) -> settings.add(new Setting(name, value, true)));
        }
        var keeping = state.upkeep().keeping();
        settings.add(new Setting(LAST, Integer.toString(keeping.last()), false));
        settings.add(new Setting(DAYS, Integer.toString(keeping.days()), false));
        settings.add(new Setting(SHARE, Integer.toString(keeping.share()), false));
        return List.copyOf(settings);
    }

    /** New values; those of parameters are tried as a new release is, and come with the same way back. */
    public InstallState set(Optional<String> wanted, Map<String, String> given) throws InterruptedException {
        var folder = site.folders().existing(wanted);
        try (var _ = folder.lock()) {
            var change = site.change(folder);
            var state = change.resume(folder.state().orElseThrow());
            var parameters = new LinkedHashMap<>(given);
            var keeping = keeping(state.upkeep().keeping(), parameters);
            if (!keeping.equals(state.upkeep().keeping())) {
                state = state.with(state.upkeep().with(keeping));
                folder.save(state);
            }
            if (parameters.isEmpty()) return change.resume(state);
            var name = state.name();
            var current = state.current()
                    .orElseThrow(() -> InstallRefusal.input(name + " is not installed: give settings to install"));
            var tree = Tree.read(folder, current.version(), current.composition());
            var values = Choices.of(tree.manifest(), state.parameters(), parameters, site.conversation());
            return change.reconfigure(state, state.place(), values, change.plan(tree, state.place(), values));
        }
    }

    /** Takes what is about copies out of {@code given}. */
    private static Keeping keeping(Keeping before, Map<String, String> given) {
        try {
            return new Keeping(
                    number(given, LAST, before.last()),
                    number(given, DAYS, before.days()),
                    number(given, SHARE, before.share()));
        } catch (IllegalArgumentException wrong) {
            throw InstallRefusal.input(wrong.getMessage() + ": " + LAST + " is 1 to 1000, " + DAYS + " 0 to 3650, "
                    + SHARE + " a percentage of the disk from 1 to 95");
        }
    }

    private static int number(Map<String, String> given, String name, int otherwise) {
        var text = given.remove(name);
        if (text == null) return otherwise;
        if (!text.matches("\\d{1,5}")) throw new IllegalArgumentException(name + "=" + text);
        return Integer.parseInt(text);
    }
}
