package dev.softservice.manifest.model;

import dev.softservice.manifest.model.Manifest.Dropped;
import dev.softservice.manifest.model.Manifest.Endpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares two versions of a manifest and says what is new for the people who run the distro. What tests check less of is told by
 * {@link Strength}.
 */
public final class VersionNews {
    /** What a change is about, the most important first. */
    public enum Kind {
        /** The users' data. */
        DATA,
        PERMISSIONS,
        /** What an installation publishes on its machine. */
        PORTS,
        /** Parameters, from those that need a value now. */
        PARAMETERS,
        /** Services and the distros that it uses. */
        PARTS
    }

    /**
     * One change.
     *
     * @param first whether a user has to know it before upgrading: it concerns data, gives more away, or asks for something
     * @param says  half a sentence whose subject is the newer version: {@code asks to reach the internet}
     */
    public record Item(Kind kind, boolean first, String says) {}

    private final Manifest before;
    private final Manifest after;
    private final List<Item> items = new ArrayList<>();

    private VersionNews(Manifest before, Manifest after) {
        this.before = before;
        this.after = after;
    }

    /** The most important first; empty: nothing that a user would notice. */
    public static List<Item> between(Manifest before, Manifest after) {
        var news = new VersionNews(before, after);
        news.data();
        news.permissions();
        news.ports();
        news.parameters();
        news.services();
        news.uses();
        return news.items.stream()
                .sorted(Comparator.comparing((Item item) -> !item.first()).thenComparing(Item::kind))
                .toList();
    }

    private void first(Kind kind, String says) {
        items.add(new Item(kind, true, says));
    }

    private void also(Kind kind, String says) {
        items.add(new Item(kind, false, says));
    }

    /** What is said of a volume that is given up with a reason. */
    public static String givesUp(Dropped dropped) {
        return "gives up the volume " + dropped.name() + ": " + dropped.reason();
    }

    private void data() {
        var told = after.data().dropped().stream()
                .collect(Collectors.toMap(Dropped::name, VersionNews::givesUp, (one, _) -> one));
        gone(before.volumes(), after.volumes())
                .forEach(volume -> first(
                        Kind.DATA,
                        told.getOrDefault(volume, "gives up the volume " + volume + ", and does not say why")));
        gone(after.volumes(), before.volumes())
                .forEach(volume -> also(Kind.DATA, "keeps data in a new volume, " + volume));
        if (before.data().backup().isPresent() && after.data().backup().isEmpty())
            first(Kind.DATA, "has no backup command any more: its volumes are saved as they are");
    }

    private static List<String> gone(List<String> from, List<String> to) {
        return from.stream().filter(name -> !to.contains(name)).toList();
    }

    private void permissions() {
        after.permissions().all().stream()
                .filter(permission -> !before.permissions().all().contains(permission))
                .forEach(permission -> first(Kind.PERMISSIONS, "asks to " + permission.meaning()));
        before.permissions().all().stream()
                .filter(permission -> !after.permissions().all().contains(permission))
                .forEach(permission -> also(Kind.PERMISSIONS, "no longer asks to " + permission.meaning()));
    }

    private void ports() {
        var then = published(before);
        var now = published(after);
        now.forEach((name, port) -> {
            var was = then.get(name);
            if (was == null) first(Kind.PORTS, "publishes " + name + " on port " + port);
            else if (!was.equals(port))
                first(Kind.PORTS, "publishes " + name + " on port " + port + ", and no longer on " + was);
        });
        then.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .forEach(name -> first(Kind.PORTS, "no longer publishes " + name));
    }

    /** The port of each endpoint that an installation publishes where its user says nothing else, for people to read. */
    private static Map<String, String> published(Manifest manifest) {
        return manifest.provides().endpoints().entrySet().stream()
                .filter(endpoint -> endpoint.getValue().publish().isPresent())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, endpoint -> port(manifest, endpoint.getValue()), (one, _) -> one));
    }

    private static String port(Manifest manifest, Endpoint endpoint) {
        return endpoint.publish()
                .orElseThrow()
                .resolve(name -> Optional.ofNullable(manifest.parameters().get(name.replaceFirst("^parameters\\.", "")))
                        .flatMap(Parameter::defaultValue)
                        .orElse("of " + name));
    }

    private void parameters() {
        after.parameters().forEach((name, now) -> {
            var was = before.parameters().get(name);
            if (now.required() && (was == null || !was.required()))
                first(Kind.PARAMETERS, "needs a value for the parameter " + name);
            else if (was == null) also(Kind.PARAMETERS, "has a new parameter, " + name);
            else changed(name, was, now);
        });
        before.parameters().keySet().stream()
                .filter(name -> !after.parameters().containsKey(name))
                .forEach(name -> first(Kind.PARAMETERS, "has no parameter " + name + " any more"));
    }

    private void changed(String name, Parameter was, Parameter now) {
        if (was.type() != now.type())
            first(Kind.PARAMETERS, "wants another kind of value for the parameter " + name + ": " + word(now));
        var fewer = gone(was.choices(), now.choices());
        if (was.type() == now.type() && !fewer.isEmpty())
            first(Kind.PARAMETERS, "lets nobody choose " + String.join(", ", fewer) + " for the parameter " + name);
        boolean told = now.type() != Parameter.Type.SECRET && was.type() != Parameter.Type.SECRET;
        if (told && now.defaultValue().isPresent() && !was.defaultValue().equals(now.defaultValue()))
            also(
                    Kind.PARAMETERS,
                    "takes " + quoted(now.defaultValue().get()) + " for the parameter " + name + " where"
                            + " nobody says another value"
                            + was.defaultValue()
                                    .map(old -> ", and no longer " + quoted(old))
                                    .orElse(""));
    }

    private static String word(Parameter parameter) {
        return parameter.type().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String quoted(String value) {
        return "\"" + value + "\"";
    }

    private void services() {
        added(before.services().keySet(), after.services().keySet(), "service");
        after.services().forEach((name, now) -> {
            var was = before.services().get(name);
            if (was != null && !was.image().equals(now.image()))
                also(Kind.PARTS, "makes the service " + name + " from " + image(now) + ", where it was " + image(was));
        });
    }

    private static String image(Service service) {
        return switch (service.image()) {
            case Service.Pulled pulled -> pulled.reference();
            case Service.Built built -> "the folder " + built.context();
        };
    }

    private void uses() {
        added(before.uses().keySet(), after.uses().keySet(), "part");
        after.uses().forEach((name, now) -> {
            var was = before.uses().get(name);
            if (was == null) return;
            if (!was.distro().equals(now.distro()))
                first(Kind.PARTS, "takes " + now.distro() + " as its part " + name + ", where it was " + was.distro());
            if (!Objects.equals(was.versionRange(), now.versionRange()))
                also(Kind.PARTS, "takes " + name + " " + now.versionRange() + ", where it was " + was.versionRange());
        });
    }

    private void added(Set<String> then, Set<String> now, String what) {
        now.stream()
                .filter(name -> !then.contains(name))
                .forEach(name -> also(Kind.PARTS, "has a new " + what + ", " + name));
        then.stream()
                .filter(name -> !now.contains(name))
                .forEach(name -> also(Kind.PARTS, "has no " + what + " " + name + " any more"));
    }
}
