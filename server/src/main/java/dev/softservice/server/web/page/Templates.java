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
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The templates, compiled once when the hub starts. Everything is escaped but what {@link Markdown} and {@link Marks} made. */
public final class Templates {
    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern(
                    "d MMM uuuu HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final Map<PageTemplate, Template> compiled = new EnumMap<>(PageTemplate.class);
    private final Clock clock;

    public Templates(Assets assets, Clock clock) {
        this.clock = clock;
        var handlebars = new Handlebars(new ClassPathTemplateLoader("/templates", ".hbs"))
                .with(new ConcurrentMapTemplateCache());
        handlebars.setInfiniteLoops(false);
        handlebars.registerHelper("asset", (String name, com.github.jknack.handlebars.Options _) -> assets.path(name));
        handlebars.registerHelper(
                "mark", (Object kind, com.github.jknack.handlebars.Options _) -> Marks.of(String.valueOf(kind)));
        handlebars.registerHelper(
                "short",
                (String id, com.github.jknack.handlebars.Options _) -> id.length() > 10 ? id.substring(0, 10) : id);
        handlebars.registerHelper("time", (Instant at, com.github.jknack.handlebars.Options _) -> time(at));
        for (var page : PageTemplate.values()) compiled.put(page, compile(handlebars, page.file()));
    }

    private static Template compile(Handlebars handlebars, String name) {
        try {
            return handlebars.compile(name);
        } catch (IOException e) {
            throw new UncheckedIOException("template " + name, e);
        }
    }

    String render(PageTemplate page, Object model, Map<String, Object> surroundings) {
        var parent = Context.newBuilder(surroundings)
                .resolver(MapValueResolver.INSTANCE, MethodValueResolver.INSTANCE)
                .build();
        var context = Context.newBuilder(parent, model).build();
        try {
            return Objects.requireNonNull(compiled.get(page)).apply(context);
        } catch (IOException e) {
            throw new UncheckedIOException("template " + page.file(), e);
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
        if (age.toSeconds() <= -5) return "in " + span(age.negated());
        return age.toSeconds() < 5 ? "now" : age.toDays() < 30 ? span(age) + " ago" : DAY.format(at);
    }

    private static String span(Duration age) {
        if (age.toSeconds() < 60) return age.toSeconds() + " seconds";
        if (age.toMinutes() < 60) return Words.count(age.toMinutes(), "minute");
        return age.toHours() < 24 ? Words.count(age.toHours(), "hour") : Words.count(age.toDays(), "day");
    }
}
