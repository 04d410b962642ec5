package dev.softservice.server.pull;

/**
 * What somebody asks to be proposed who does not push.
 *
 * @param base  the branch that is to change
 * @param head  a branch, which is followed then, or a commit
 * @param title blank: the commit's first line
 */
public record Opening(String base, String head, String title, String description) {}
