package dev.softservice.server.web.page;

import com.github.jknack.handlebars.Handlebars.SafeString;
import dev.softservice.server.account.Account;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.PullVersion;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.review.Discussion;

/** Makes what pages show of the conversations about pull requests. */
public final class TalkViews {
    private final Discussion discussion;
    private final Markdown markdown;

    public TalkViews(Discussion discussion, Markdown markdown) {
        this.discussion = discussion;
        this.markdown = markdown;
    }

    /** As {@code viewer} may see it; {@code newest}: the pull request's newest version. */
    Talk of(HostedRepository repository, PullRequest pull, PullVersion newest, Account viewer) {
        return new Talk(this, repository, pull, newest, viewer);
    }

    Discussion discussion() {
        return discussion;
    }

    /** What somebody wrote, as HTML; empty for nothing. */
    SafeString html(String text, HostedRepository repository) {
        return text.isBlank() ? new SafeString("") : markdown.said(text, "/" + repository.name());
    }
}
