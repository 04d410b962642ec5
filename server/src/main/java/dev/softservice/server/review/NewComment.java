package dev.softservice.server.review;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What somebody wants to say.
 *
 * @param body   Markdown
 * @param thread the comment that it answers
 */
public record NewComment(String body, Optional<LinePlace> place, OptionalLong thread) {
    public static NewComment of(String body) {
        return new NewComment(body, Optional.empty(), OptionalLong.empty());
    }
}
