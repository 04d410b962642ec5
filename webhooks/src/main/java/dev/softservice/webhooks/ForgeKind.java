package dev.softservice.webhooks;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of forge that the hub speaks to, by the word that settings and the API use. */
public enum ForgeKind {
    GITHUB("x-access-token"),
    GITEA("x-access-token"),
    GITLAB("oauth2"),
    BITBUCKET("x-token-auth"),
    BITBUCKET_SERVER("x-token-auth");

    private final String gitUser;

    ForgeKind(String gitUser) {
        this.gitUser = gitUser;
    }

    public static Optional<ForgeKind> named(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    /** {@code github, gitea, gitlab, …}, for messages. */
    public static String words() {
        return Arrays.stream(values()).map(ForgeKind::word).collect(Collectors.joining(", "));
    }

    /** {@code bitbucket-server}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The user's name that goes with a token for git where a mirror has none: forges document it, or take any. */
    public String gitUser() {
        return gitUser;
    }

    /** The page on which people read a pull request, made from the clone URL: what payloads say of addresses is not used. */
    public URI pullPage(URI cloneUrl, int number) {
        String repository = cloneUrl.toString().replaceAll("/*(\\.git)?/*$", "");
        return URI.create(
                switch (this) {
                    case GITHUB -> repository + "/pull/" + number;
                    case GITEA -> repository + "/pulls/" + number;
                    case GITLAB -> repository + "/-/merge_requests/" + number;
                    case BITBUCKET -> repository + "/pull-requests/" + number;
                    case BITBUCKET_SERVER ->
                        repository.replaceFirst("/scm/([^/]+)/([^/]+)$", "/projects/$1/repos/$2") + "/pull-requests/"
                                + number;
                });
    }
}
