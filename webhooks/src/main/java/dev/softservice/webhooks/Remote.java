package dev.softservice.webhooks;

import java.net.URI;
import java.util.Optional;

/**
 * A repository at a forge, and how to speak to its API.
 *
 * @param api   the API's root without a trailing slash, such as {@code https://api.github.com}
 * @param token sent with every API request; empty: anonymous
 */
public record Remote(URI api, RemoteName name, Optional<Secret> token) {
    public Remote withApi(URI other) {
        return new Remote(other, name, token);
    }

    public Remote withToken(Secret secret) {
        return new Remote(api, name, Optional.of(secret));
    }
}
