package dev.softservice.server.start;

import static dev.softservice.server.account.Role.MAINTAINER;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.forge.MirrorImport;
import dev.softservice.server.release.Release;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.page.DistroFrame;
import dev.softservice.server.web.page.PageTemplate;
import dev.softservice.webhooks.ForgeKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Leads from an empty hub to a first released distro: one that ships with the program, or one that is at a forge. */
public final class StartPages {
    private static final String PATH = "/start";

    /**
     * A sample with how far it has come.
     *
     * @param run     the newest run's state in a word; empty: there is none
     * @param version of its newest release; empty: there is none
     * @param missing what has to be released first, in words; empty: nothing
     */
    public record SampleView(
            String name,
            String title,
            String summary,
            boolean here,
            String href,
            String run,
            String runHref,
            String version,
            String missing) {}

    /** What the form of a forge holds. */
    public record Form(String kind, String url, String owner, String name) {}

    /** A kind of forge to choose. */
    public record Kind(String word, boolean here) {}

    /** {@code trouble}: why nothing can run; {@code wrong}: what was not acceptable. */
    public record Shown(List<SampleView> samples, Form form, List<Kind> kinds, String trouble, String wrong) {}

    private final DistroFrame frame;
    private final Samples samples;
    private final SampleImport imports;
    private final MirrorImport mirrors;
    private final Runs runs;

    public StartPages(DistroFrame frame, Samples samples, SampleImport imports, MirrorImport mirrors, Runs runs) {
        this.frame = frame;
        this.samples = samples;
        this.imports = imports;
        this.mirrors = mirrors;
        this.runs = runs;
    }

    public List<Route> routes() {
        return List.of(
                Route.page(
                        GET,
                        PATH,
                        MAINTAINER,
                        call -> show(
                                call,
                                200,
                                new Form(
                                        ForgeKind.GITHUB.word(),
                                        "",
                                        call.account().name(),
                                        ""),
                                "")),
                Route.page(POST, PATH + "/sample", MAINTAINER, this::bringIn),
                Route.page(POST, PATH + "/mirror", MAINTAINER, this::mirror));
    }

    private Reply show(Call call, int status, Form form, String wrong) {
        var kinds = Arrays.stream(ForgeKind.values())
                .map(kind -> new Kind(kind.word(), kind.word().equals(form.kind())))
                .toList();
        return frame.show(
                call,
                status,
                PageTemplate.START,
                "The first distro",
                new Shown(
                        samples.all().stream().map(this::view).toList(),
                        form,
                        kinds,
                        runs.load().trouble().orElse(""),
                        wrong));
    }

    private SampleView view(Sample sample) {
        var standing = imports.standing(sample);
        var href = "/" + SampleImport.nameOf(sample);
        return new SampleView(
                sample.name(),
                sample.title(),
                sample.summary(),
                standing.here(),
                href,
                standing.run()
                        .map(run -> run.verdict().map(Constants::word).orElse(Constants.word(run.state())))
                        .orElse(""),
                standing.run().map(run -> runHref(sample, run)).orElse(""),
                standing.stable().map(Release::version).orElse(""),
                String.join(" and ", standing.missing()));
    }

    private static String runHref(Sample sample, Run run) {
        return "/" + SampleImport.nameOf(sample) + "/runs/" + run.id();
    }

    private Reply bringIn(Call call) {
        var sample = samples.require(call.form("sample", 60));
        return Reply.redirect(imports.bringIn(sample, call.account())
                .map(run -> runHref(sample, run))
                .orElse("/" + SampleImport.nameOf(sample)));
    }

    /** To the page of the mirror, which says how the first look does. */
    private Reply mirror(Call call) {
        var form = new Form(
                call.form("kind", 20),
                call.form("url", 500).strip(),
                call.form("owner", 60).strip(),
                call.form("name", 60).strip());
        try {
            var name = new RepositoryName(form.owner(), form.name().isEmpty() ? last(form.url()) : form.name());
            mirrors.bringIn(name, form.kind(), form.url(), call.account());
            return Reply.redirect("/" + name + "/mirror");
        } catch (Refusal refused) {
            if (refused.kind() != Refusal.Kind.INVALID && refused.kind() != Refusal.Kind.CONFLICT) throw refused;
            return show(call, refused.kind().status(), form, refused.getMessage());
        }
    }

    /** What a repository is called at the forge, as names are written here. */
    private static String last(String url) {
        return url.replaceFirst("(\\.git)?/*$", "")
                .replaceFirst("^.*/", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
    }
}
