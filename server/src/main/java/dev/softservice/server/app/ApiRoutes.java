package dev.softservice.server.app;

import dev.softservice.server.pull.Landed;
import dev.softservice.server.pull.RunNews;
import dev.softservice.server.release.ReleaseDifferences;
import dev.softservice.server.run.FinishedRuns;
import dev.softservice.server.run.Queue;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.api.AccountApi;
import dev.softservice.server.web.api.AnewApi;
import dev.softservice.server.web.api.CarryApi;
import dev.softservice.server.web.api.CompareApi;
import dev.softservice.server.web.api.IdentityApi;
import dev.softservice.server.web.api.ImportApi;
import dev.softservice.server.web.api.MailApi;
import dev.softservice.server.web.api.MemberApi;
import dev.softservice.server.web.api.NamespaceApi;
import dev.softservice.server.web.api.OperatorApi;
import dev.softservice.server.web.api.PolicyApi;
import dev.softservice.server.web.api.PullApi;
import dev.softservice.server.web.api.RegistryApi;
import dev.softservice.server.web.api.ReleaseApi;
import dev.softservice.server.web.api.ReportApi;
import dev.softservice.server.web.api.RepositoryApi;
import dev.softservice.server.web.api.RepositoryChangeApi;
import dev.softservice.server.web.api.ReproduceApi;
import dev.softservice.server.web.api.RunApi;
import dev.softservice.server.web.api.SignUpApi;
import dev.softservice.server.web.api.StatusApi;
import dev.softservice.server.web.api.SystemApi;
import dev.softservice.server.web.api.TalkApi;
import dev.softservice.server.web.api.VersionApi;
import dev.softservice.server.web.api.WhyApi;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.stream.Stream;

/** Gives each part of the REST API what it uses. {@code openapi/openapi.json} describes the same routes. */
final class ApiRoutes {
    private ApiRoutes() {}

    static List<Route> of(App app, PrometheusMeterRegistry meters) {
        var repositories = app.repositories();
        var pulls = app.pulls();
        var runs = app.runs();
        var url = app.url();
        return Stream.of(
                        new RepositoryApi(repositories, app.releases(), runs, app.catalog(), url).routes(),
                        new ReleaseApi(repositories, app.statements(), app.yanks(), runs).routes(),
                        new CompareApi(
                                        repositories,
                                        new ReleaseDifferences(app.releases(), runs, app.git(), app.reader()),
                                        new Landed(app.database(), app.reader()),
                                        url)
                                .routes(),
                        new PullApi(repositories, pulls, url).routes(),
                        new VersionApi(repositories, pulls, app.versions()).routes(),
                        new TalkApi(repositories, pulls, app.versions(), app.discussion(), url).routes(),
                        new PolicyApi(repositories, pulls, app.policies(), app.reader()).routes(),
                        new AnewApi(repositories, app.anew(), runs).routes(),
                        new CarryApi(repositories, app.carrier(), runs, app.culprits()).routes(),
                        new ImportApi(repositories, app.imports(), url).routes(),
                        new WhyApi(repositories, app.why(), url).routes(),
                        new RunApi(repositories, runs, new RunApi.Live(app.events(), app.live()), app.comparing(), url)
                                .routes(),
                        new ReportApi(
                                        repositories,
                                        runs,
                                        new FinishedRuns(runs, app.events()),
                                        new RunNews(pulls, runs))
                                .routes(),
                        new ReproduceApi(repositories, runs, app.comparing(), app.git()).routes(),
                        new StatusApi(repositories, app.git(), runs, pulls, url).routes(),
                        new AccountApi(app.accounts(), app.waysIn().passwords(), repositories, app.access(), url)
                                .routes(),
                        new RepositoryChangeApi(repositories, app.settings(), app.life(), app.access(), url).routes(),
                        new MemberApi(repositories, app.roles()).routes(),
                        new NamespaceApi(app.roles(), url).routes(),
                        new OperatorApi(app.accounts(), app.audit(), new Queue(runs, repositories), app.storage(), url)
                                .routes(),
                        new SignUpApi(app.waysIn().signUp(), url).routes(),
                        new MailApi(app.waysIn().mailboxes()).routes(),
                        new IdentityApi(app.waysIn().provider()).routes(),
                        new RegistryApi(repositories, app.releases(), app.images()).routes(),
                        new SystemApi(app.releases(), runs, meters).routes())
                .flatMap(List::stream)
                .toList();
    }
}
