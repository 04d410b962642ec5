package dev.softservice.server.web.page;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.Template;
import com.github.jknack.handlebars.cache.ConcurrentMapTemplateCache;
import com.github.jknack.handlebars.context.MapValueResolver;
import com.github.jknack.handlebars.context.MethodValueResolver;
import com.github.jknack.handlebars.io.ClassPathTemplateLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The templates, compiled once when the hub starts. Everything is escaped but what {@link Markdown} and {@link Marks} made. */
final class Templates {
    private static final List<String> PAGES = List.of(
            "layout",
            "front",
            "distro",
            "files",
            "file",
            "pulls",
            "pull",
            "history",
            "runs",
            "run",
            "releases",
            "login",
            "waiting",
            "profile",
            "setup",
            "users",
            "new",
            "about",
            "error");
    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern(
                    "d MMM uuuu HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final Map<String, Template> compiled = new HashMap<>();
    private final Clock clock;

    Templates(Assets assets, Clock clock) {
        this.clock = clock;
        var handlebars = new Handlebars(new ClassPathTemplateLoader("/templates", ".hbs"))
                .with(new ConcurrentMapTemplateCache());
        handlebars.setInfiniteLoops(false);
        handlebars.registerHelper("asset", (String name, com.github.jknack.handlebars.Options _) -> assets.path(name));
        handlebars.registerHelper("mark", (String kind, com.github.jknack.handlebars.Options _) -> Marks.of(kind));
        handlebars.registerHelper(
                "short",
                (String id, com.github.jknack.handlebars.Options _) -> id.length() > 10 ? id.substring(0, 10) : id);
        handlebars.registerHelper("time", (Instant at, com.github.jknack.handlebars.Options _) -> time(at));
        for (var page : PAGES) compiled.put(page, compile(handlebars, page));
    }

    private static Template compile(Handlebars handlebars, String name) {
        try {
            return handlebars.compile(name);
        } catch (IOException e) {
            throw new UncheckedIOException("template " + name, e);
        }
    }

    String render(String name, Object model, Map<String, Object> surroundings) {
        var template = compiled.get(name);
        if (template == null) throw new IllegalArgumentException("no template " + name);
        var parent = Context.newBuilder(surroundings)
                .resolver(MapValueResolver.INSTANCE, MethodValueResolver.INSTANCE)
                .build();
        var context = Context.newBuilder(parent, model).build();
        try {
            return template.apply(context);
        } catch (IOException e) {
            throw new UncheckedIOException("template " + name, e);
        } finally {
            context.destroy();
        }
    }

    private Handlebars.SafeString time(Instant at) {
        return new Handlebars.SafeString(
                "<time datetime=\"" + at + "\" title=\"" + EXACT.format(at) + "\">" + ago(at) + "</time>");
    }

    private String ago(Instant at) {
        var age = Duration.between(at, clock.instant());
        if (age.isNegative() || age.toSeconds() < 5) return "now";
        if (age.toSeconds() < 60) return age.toSeconds() + " seconds ago";
        if (age.toMinutes() < 60) return Words.count(age.toMinutes(), "minute") + " ago";
        if (age.toHours() < 24) return Words.count(age.toHours(), "hour") + " ago";
        return age.toDays() < 30 ? Words.count(age.toDays(), "day") + " ago" : DAY.format(at);
    }
}
