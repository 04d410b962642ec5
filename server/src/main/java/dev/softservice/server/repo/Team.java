package dev.softservice.server.repo;

/** A group of accounts in one namespace that share roles. */
public record Team(long id, String name) {}
