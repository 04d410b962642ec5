package dev.softservice.server.web.page;

import java.util.Locale;

/** What a page can be made of: each is a file of this name in the folder {@code templates}, read and compiled when the hub starts. */
public enum PageTemplate {
    /** The frame around all others. */
    LAYOUT,
    ABOUT,
    AUDIT,
    COMPARE,
    DISTRO,
    DOWNLOAD,
    ERROR,
    FILE,
    FILES,
    FIRST,
    FORGOT,
    FRONT,
    HISTORY,
    INVITATIONS,
    JOIN,
    LINKED,
    LOG,
    LOGIN,
    MAIL,
    MIRROR,
    MIRRORS,
    NAMESPACE,
    NEW,
    PROFILE,
    PROVIDER,
    PULL,
    PULLS,
    QUEUE,
    RELEASES,
    RUN,
    RUNNERS,
    RUNS,
    SETTINGS,
    SETUP,
    START,
    STORAGE,
    TEST,
    USERS,
    WAITING,
    WEBHOOKS,
    WHY;

    /** The file's name, without its ending. */
    String file() {
        return name().toLowerCase(Locale.ROOT);
    }
}
