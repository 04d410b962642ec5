package dev.softservice.server.web.page;

import dev.softservice.server.catalog.Catalog;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;

/**
 * The parts that all pages of one distro share: which distro an address means, the head of the page, and the clone
 * address.
 */
public final class DistroFrame {
    private final Pages pages;
    private final Repositories repositories;
    private final Catalog catalog;
    private final PublicUrl url;

    public DistroFrame(Pages pages, Repositories repositories, Catalog catalog, PublicUrl url) {
        this.pages = pages;
        this.repositories = repositories;
        this.catalog = catalog;
        this.url = url;
    }

    /** The repository that the call's address names; refuses where there is none. */
    public HostedRepository repository(Call call) {
        return repositories.require(call.repository());
    }

    public HostedRepository repository(long id) {
        return repositories.byId(id);
    }

    /** With the title that the catalog has of it, and the tabs that the caller may open; {@code here}: the one that is open. */
    public Heads.Head head(Call call, HostedRepository repository, String here) {
        return head(call, repository, catalog.entry(repository).title(), here);
    }

    Heads.Head head(Call call, HostedRepository repository, String title, String here) {
        return Heads.of(repository, title, call.account().role(), here);
    }

    Reply show(Call call, PageTemplate template, String title, Object model) {
        return pages.show(call, template, title, model);
    }

    public Reply show(Call call, int status, PageTemplate template, String title, Object model) {
        return pages.show(call, status, template, title, model);
    }

    /** An address of the hub, from outside. */
    public String url(String path) {
        return url.of(path);
    }

    String cloneUrl(HostedRepository repository) {
        return url.of("/" + repository.name() + ".git");
    }

    /** As the command line takes it: HOST/OWNER/NAME. */
    String address(HostedRepository repository) {
        return url.base().getRawAuthority() + "/" + repository.name();
    }
}
