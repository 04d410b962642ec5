package dev.softservice.server.web;

import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Authentication;
import dev.softservice.server.account.Passwords;
import dev.softservice.server.catalog.Catalog;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.pull.Versions;
import dev.softservice.server.release.Comparing;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.review.Comments;
import dev.softservice.server.review.Followed;
import dev.softservice.server.review.Reviews;
import dev.softservice.server.review.Timeline;
import dev.softservice.server.review.Waiting;
import dev.softservice.server.run.RunEvents;
import dev.softservice.server.run.Runs;

/** The parts of the hub that pages and API speak for. */
public record Hub(
        Accounts accounts,
        Authentication authentication,
        Passwords passwords,
        Repositories repositories,
        Pulls pulls,
        Versions versions,
        Comments comments,
        Reviews reviews,
        Timeline timeline,
        Followed followed,
        Waiting waiting,
        Runs runs,
        RunEvents events,
        Releases releases,
        Comparing comparing,
        ImageStore images,
        Catalog catalog,
        GitStore git,
        GitReader reader,
        PublicUrl url) {}
