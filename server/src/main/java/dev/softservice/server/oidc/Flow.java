package dev.softservice.server.oidc;

import java.util.Optional;

/**
 * A browser that was sent to the provider. Only its own session may come back with the state, once.
 *
 * @param session  of the browser
 * @param verifier what the code is bound to (PKCE)
 * @param next     where the browser goes afterwards: a path on the hub
 * @param account  the name of the account that is to be linked; empty: somebody signs in
 */
record Flow(String state, String nonce, String verifier, String session, String next, Optional<String> account) {}
