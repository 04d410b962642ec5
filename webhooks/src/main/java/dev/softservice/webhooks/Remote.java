package dev.softservice.webhooks;

import java.net.URI;
import java.util.Optional;

/**
 * A repository at a forge, and how to speak to its API.
 *
 * @param api   the API's root without a trailing slash, such as {@code https://api.github.com}
 * @param user  whose token it is, where the forge wants to know
 * @param token sent with every API request; empty: anonymous
 */
public record Remote(URI api, RemoteName name, Optional<String> user, Optional<Secret> token) {
    /** For a server that needs no login. */
    public static Remote of(URI api, RemoteName name) {
        return new Remote(api, name, Optional.empty(), Optional.empty());
    }

    public Remote withApi(URI other) {
        return new Remote(other, name, user, token);
    }

    public Remote withToken(Secret secret) {
        return new Remote(api, name, user, Optional.of(secret));
    }

    public Remote withUser(String login) {
        return new Remote(api, name, Optional.of(login), token);
    }
}
