package dev.softservice.server.account;

/** A door that a token opens. */
public enum TokenScope {
    /** The REST API, and the pages where one logs in with the token. */
    API,
    /** Fetching and pushing. */
    GIT,
    /** Pulling images of releases, as container engines do. */
    IMAGES
}
