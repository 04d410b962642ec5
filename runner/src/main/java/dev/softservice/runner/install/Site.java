package dev.softservice.runner.install;

import java.time.Clock;

/** Where installations live: their folders, the engine that runs them, and the person whom it is done for. */
public record Site(StateFolder folders, Machine machine, Conversation conversation, Clock clock) {
    Change change(InstallationFolder folder) {
        return new Change(folder, machine, conversation, clock);
    }
}
