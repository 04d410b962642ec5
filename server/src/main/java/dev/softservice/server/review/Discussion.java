package dev.softservice.server.review;

/** What is said about pull requests: comments, reviews, all of it in the order of time, and where a line is in newer versions. */
public record Discussion(Comments comments, Reviews reviews, Timeline timeline, Followed followed) {}
