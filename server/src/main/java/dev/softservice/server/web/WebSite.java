package dev.softservice.server.web;

/** What the server serves: the route table, and the page of a refusal. */
public record WebSite(Routes routes, Sessions sessions, Problems.Looks looks) {}
