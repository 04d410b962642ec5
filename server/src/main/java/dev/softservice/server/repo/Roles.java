package dev.softservice.server.repo;

/** Where people have roles, and who has which. */
public record Roles(Namespaces namespaces, Members members, Teams teams) {}
