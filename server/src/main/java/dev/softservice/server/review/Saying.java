package dev.softservice.server.review;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What somebody wants to say.
 *
 * @param body   Markdown
 * @param thread the comment that it answers
 */
public record Saying(String body, Optional<Place> place, OptionalLong thread) {
    public static Saying of(String body) {
        return new Saying(body, Optional.empty(), OptionalLong.empty());
    }
}
