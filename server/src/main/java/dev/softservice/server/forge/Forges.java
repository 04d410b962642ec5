package dev.softservice.server.forge;

import dev.softservice.webhooks.ApiClient;
import dev.softservice.webhooks.Forge;
import dev.softservice.webhooks.ForgeKind;
import dev.softservice.webhooks.Remote;
import dev.softservice.webhooks.bitbucket.CloudForge;
import dev.softservice.webhooks.bitbucket.ServerForge;
import dev.softservice.webhooks.gitea.GiteaForge;
import dev.softservice.webhooks.github.GitHubForge;
import dev.softservice.webhooks.gitlab.GitLabForge;
import java.time.Clock;

/** The adapter of each kind of forge. */
final class Forges {
    private final Forge github;
    private final Forge gitea;
    private final Forge gitlab;
    private final Forge bitbucket;
    private final Forge bitbucketServer;

    Forges(ApiClient api, Clock clock) {
        this.github = new GitHubForge(api);
        this.gitea = new GiteaForge(api);
        this.gitlab = new GitLabForge(api, clock);
        this.bitbucket = new CloudForge(api);
        this.bitbucketServer = new ServerForge(api);
    }

    Forge of(ForgeKind kind) {
        return switch (kind) {
            case GITHUB -> github;
            case GITEA -> gitea;
            case GITLAB -> gitlab;
            case BITBUCKET -> bitbucket;
            case BITBUCKET_SERVER -> bitbucketServer;
        };
    }

    /** The mirrored repository, with the API address and token that its settings give. */
    Remote remote(Mirror.Settings settings) {
        Remote remote = of(settings.kind())
                .remote(settings.cloneUrl())
                .orElseThrow(() -> new IllegalStateException("checked when it was set: " + settings.cloneUrl()))
                .withApi(settings.apiUrl());
        Remote known = settings.choices().user().map(remote::withUser).orElse(remote);
        return settings.token().map(known::withToken).orElse(known);
    }
}
