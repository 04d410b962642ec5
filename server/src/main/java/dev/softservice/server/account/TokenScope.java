package dev.softservice.server.account;

/** An area of the hub that a token may be used for. */
public enum TokenScope {
    /** The REST API, and the pages where one logs in with the token. */
    API,
    /** Fetching and pushing. */
    GIT,
    /** Pulling images of releases, as container engines do. */
    IMAGES
}
