package dev.softservice.runner.cli;

import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.docker.installed.DockerMachine;
import dev.softservice.runner.install.Site;
import dev.softservice.runner.install.StateFolder;

/** Opens what the commands for installed services work with; close it to let the engine go. */
record Installations(
        Site site, TerminalConversation conversation, DockerMachine machine, DockerEngine engine, Screen screen)
        implements AutoCloseable {
    static Installations open(World world) {
        return open(world, false);
    }

    /** @param json standard output is to hold one document and nothing else */
    static Installations open(World world, boolean json) {
        var screen = Screen.of(world);
        var folders = StateFolder.of(world.environment(), world.folder(), world.user());
        var engine = world.engines().get();
        var machine = engine.machine();
        var conversation = new TerminalConversation(world, screen, json);
        return new Installations(
                new Site(folders, machine, conversation, world.clock()), conversation, machine, engine, screen);
    }

    @Override
    public void close() {
        conversation.close();
        engine.close();
    }
}
