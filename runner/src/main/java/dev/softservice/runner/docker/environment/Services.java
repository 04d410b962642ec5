package dev.softservice.runner.docker.environment;

import dev.softservice.runner.docker.image.DockerImages;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.docker.network.Networks;
import dev.softservice.runner.docker.network.PreparedNetworks;
import dev.softservice.runner.docker.sandbox.Sandbox;

/** What all environments on one engine share. */
public record Services(Link link, Sandbox sandbox, DockerImages images, Networks networks, PreparedNetworks prepared) {}
