package dev.softservice.manifest.model;

import dev.softservice.manifest.model.AcceptanceTest.Exec;
import dev.softservice.manifest.model.AcceptanceTest.Http;
import dev.softservice.manifest.model.AcceptanceTest.Run;
import dev.softservice.manifest.model.AcceptanceTest.Tcp;
import dev.softservice.manifest.model.Manifest.Hook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Compares what two manifests check, and lists what the newer one would stop checking. Added and stricter checks are
 * not listed. It judges what is written and runs nothing: a test program may check less under the same command.
 */
public final class Strength {
    private final Manifest before;
    private final Manifest after;
    private final List<String> weaker = new ArrayList<>();

    private Strength(Manifest before, Manifest after) {
        this.before = before;
        this.after = after;
    }

    /** One sentence, without a capital, for each thing that {@code after} may check less of than {@code before}; empty: none. */
    public static List<String> lost(Manifest before, Manifest after) {
        var strength = new Strength(before, after);
        strength.tests();
        strength.examples();
        strength.data();
        strength.level();
        strength.services();
        strength.volumes();
        strength.permissions();
        return List.copyOf(strength.weaker);
    }

    private void tests() {
        Map<String, AcceptanceTest> now = after.tests().stream()
                .collect(Collectors.toMap(AcceptanceTest::name, test -> test, (first, _) -> first));
        for (var test : before.tests()) {
            var same = now.get(test.name());
            if (same == null) weaker.add(gone(test));
            else if (!same.equals(test)) test(test, same);
            if (same != null
                    && before.live().contains(test.name())
                    && !after.live().contains(test.name()))
                tell(test, "is no longer `live`: installations are not held to it");
        }
    }

    private String gone(AcceptanceTest test) {
        return after.tests().stream()
                .filter(other -> named(other, test.name()).equals(test))
                .findFirst()
                .map(other -> "renames the test \"" + test.name() + "\" to \"" + other.name() + "\"")
                .orElse("takes away the test \"" + test.name() + "\"");
    }

    private static AcceptanceTest named(AcceptanceTest test, String name) {
        return switch (test) {
            case Http t ->
                new Http(name, t.method(), t.url(), t.headers(), t.body(), t.follow(), t.expect(), t.within());
            case Tcp t -> new Tcp(name, t.host(), t.port(), t.within());
            case Exec t -> new Exec(name, t.service(), t.command(), t.expect(), t.within());
            case Run t -> new Run(name, t.image(), t.command(), t.environment(), t.results(), t.timeout());
        };
    }

    private void test(AcceptanceTest was, AcceptanceTest is) {
        switch (was) {
            case Http then when is instanceof Http now -> http(then, now);
            case Tcp then
            when is instanceof Tcp now -> {
                if (!then.host().equals(now.host()) || then.port() != now.port()) tell(was, "asks at another address");
                longer(was, "within", then.within(), now.within());
            }
            case Exec then when is instanceof Exec now -> exec(then, now);
            case Run then when is instanceof Run now -> run(then, now);
            default -> tell(was, "is of another kind");
        }
    }

    private void http(Http then, Http now) {
        if (!then.method().equals(now.method())
                || !then.url().equals(now.url())
                || !then.headers().equals(now.headers())
                || !then.body().equals(now.body())
                || then.follow() != now.follow()) tell(then, "sends another request");
        var was = then.expect();
        var is = now.expect();
        if (was.status().isPresent() && !was.status().equals(is.status()))
            tell(
                    then,
                    is.status().isEmpty()
                            ? "no longer expects status " + was.status().getAsInt()
                            : "expects status " + is.status().getAsInt() + ", no longer "
                                    + was.status().getAsInt());
        fewer(then, "contains", was.contains(), is.contains());
        fewer(then, "matches", was.matches(), is.matches());
        fewer(then, "json", was.json().entrySet(), is.json().entrySet());
        fewer(then, "header", was.headers().entrySet(), is.headers().entrySet());
        longer(then, "within", then.within(), now.within());
    }

    private void exec(Exec then, Exec now) {
        if (!then.service().equals(now.service()) || !then.command().equals(now.command()))
            tell(then, "runs another command");
        if (then.expect().exit() != now.expect().exit())
            tell(
                    then,
                    "expects exit code " + now.expect().exit() + ", no longer "
                            + then.expect().exit());
        fewer(then, "contains", then.expect().contains(), now.expect().contains());
        fewer(then, "matches", then.expect().matches(), now.expect().matches());
        longer(then, "within", then.within(), now.within());
    }

    private void run(Run then, Run now) {
        if (!then.image().equals(now.image())
                || !then.command().equals(now.command())
                || !then.environment().equals(now.environment())) tell(then, "runs another program");
        if (then.results().isPresent() && !then.results().equals(now.results()))
            tell(then, now.results().isEmpty() ? "no longer reads a report" : "reads its report elsewhere");
        longer(then, "timeout", then.timeout(), now.timeout());
    }

    private void fewer(AcceptanceTest test, String what, Collection<?> was, Collection<?> is) {
        if (!is.containsAll(was)) tell(test, "expects less under `" + what + "`");
    }

    private void longer(AcceptanceTest test, String what, Duration was, Duration is) {
        if (is.compareTo(was) > 0)
            tell(test, "has more time: `" + what + "` is " + text(is) + ", no longer " + text(was));
    }

    private void tell(AcceptanceTest test, String what) {
        weaker.add("changes the test \"" + test.name() + "\": it " + what);
    }

    private void data() {
        hook("seed", before.data().seed(), after.data().seed());
        hook("check", before.data().check(), after.data().check());
        hook("backup", before.data().backup(), after.data().backup());
        hook("restore", before.data().restore(), after.data().restore());
        for (var volume : after.data().scratch())
            if (!before.data().scratch().contains(volume) && before.volumes().contains(volume))
                weaker.add("no longer keeps the volume " + volume + " (data.scratch)");
        for (var dropped : after.data().dropped())
            if (!before.data().dropped().contains(dropped))
                weaker.add("drops the volume " + dropped.name() + ": " + dropped.reason());
    }

    private void hook(String key, Optional<Hook> was, Optional<Hook> is) {
        if (was.isPresent() && !was.equals(is))
            weaker.add(is.isEmpty() ? "takes away data." + key : "changes data." + key);
    }

    private void examples() {
        var is = after.others();
        before.others().keySet().stream()
                .filter(name -> !is.containsKey(name) && after.parameters().containsKey(name))
                .forEach(name -> weaker.add("no longer tries another value of the parameter " + name));
    }

    private void level() {
        int was = before.releaseLevel().orElse(Rung.ALONE.number());
        int is = after.releaseLevel().orElse(Rung.ALONE.number());
        if (is < was) weaker.add("lowers release.level from " + was + " to " + is);
    }

    private void services() {
        before.services().forEach((name, was) -> {
            var is = after.services().get(name);
            if (is == null) return;
            if (was.healthcheck().isPresent() && !was.healthcheck().equals(is.healthcheck()))
                health(name, was.healthcheck().get(), is.healthcheck());
            long memory = is.resources().memory().orElse(0);
            if (was.resources().memory().isPresent()
                    && (memory == 0 || memory > was.resources().memory().getAsLong()))
                weaker.add("lets the service " + name + " take more memory");
            double cpus = is.resources().cpus().orElse(0);
            if (was.resources().cpus().isPresent()
                    && (cpus == 0 || cpus > was.resources().cpus().getAsDouble()))
                weaker.add("lets the service " + name + " take more cpus");
        });
    }

    private void health(String service, Service.Healthcheck was, Optional<Service.Healthcheck> is) {
        if (is.isEmpty()) {
            weaker.add("takes away the healthcheck of " + service);
            return;
        }
        var now = is.get();
        if (!Objects.equals(was.test(), now.test())) weaker.add("changes the healthcheck of " + service);
        else if (patience(now).compareTo(patience(was)) > 0)
            weaker.add("gives " + service + " more time to be healthy");
    }

    private static Duration patience(Service.Healthcheck check) {
        return check.startPeriod().plus(check.interval().plus(check.timeout()).multipliedBy(check.retries()));
    }

    private void volumes() {
        before.volumes().stream()
                .filter(volume -> !after.volumes().contains(volume))
                .filter(volume -> after.data().dropped().stream()
                        .noneMatch(dropped -> dropped.name().equals(volume)))
                .forEach(volume -> weaker.add("no longer has the volume " + volume));
    }

    private void permissions() {
        after.permissions().all().stream()
                .filter(permission -> !before.permissions().all().contains(permission))
                .forEach(permission -> weaker.add("asks for " + permission.thing()));
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
