package dev.softservice.server.pull;

/**
 * What has to hold beside a run that passed, before a pull request is merged.
 *
 * @param rules      those of its target branch
 * @param weakenings what it stops checking, and a maintainer's word on that
 */
public record Conditions(MergeRules rules, Weakenings weakenings) {}
