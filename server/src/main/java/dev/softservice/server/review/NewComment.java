package dev.softservice.server.review;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A comment that somebody is about to make.
 *
 * @param body   Markdown
 * @param thread the comment that it answers
 */
public record NewComment(String body, Optional<LinePlace> place, OptionalLong thread) {
    public static NewComment of(String body) {
        return new NewComment(body, Optional.empty(), OptionalLong.empty());
    }
}
