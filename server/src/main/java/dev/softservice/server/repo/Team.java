package dev.softservice.server.repo;

/** Accounts of one namespace that get roles together. */
public record Team(long id, String name) {}
