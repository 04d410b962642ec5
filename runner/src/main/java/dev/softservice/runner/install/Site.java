package dev.softservice.runner.install;

import java.time.Clock;

/**
 * Where installations live: their folders, the engine that runs them, and the person whom it is done for.
 *
 * @param supply where what they need comes from
 */
public record Site(StateFolder folders, Machine machine, Conversation conversation, Clock clock, Supply supply) {
    /** Fetches over the network. */
    public Site(StateFolder folders, Machine machine, Conversation conversation, Clock clock) {
        this(folders, machine, conversation, clock, Supply.NETWORK);
    }

    /** The same place, supplied from elsewhere. */
    public Site with(Supply other) {
        return new Site(folders, machine, conversation, clock, other);
    }

    Change change(InstallationFolder folder) {
        return new Change(folder, this);
    }

    ReleaseFetch fetch(InstallationFolder folder) {
        return new ReleaseFetch(folder, conversation, clock, supply);
    }
}
