package dev.softservice.server.web;

/** What the server serves: the table, and how a refusal looks on a page. */
public record WebSite(Routes routes, Sessions sessions, Problems.Looks looks) {}
