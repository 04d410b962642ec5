package dev.softservice.server.webhook;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a webhook can be told. */
public enum Topic {
    PULL_OPENED("pull.opened", "a pull request is opened"),
    PULL_UPDATED("pull.updated", "a pull request has a new version"),
    PULL_MERGED("pull.merged", "a pull request is merged"),
    PULL_CLOSED("pull.closed", "a pull request is closed without being merged"),
    PULL_REOPENED("pull.reopened", "a pull request is opened again"),
    RUN_FINISHED("run.finished", "a run has its verdict"),
    RELEASE_PUBLISHED("release.published", "a release is published"),
    RELEASE_YANKED("release.yanked", "a release is taken back"),
    /** Sent when somebody asks for it, to every receiver. */
    PING("ping", "somebody tries the address");

    private final String word;
    private final String sentence;

    Topic(String word, String sentence) {
        this.word = word;
        this.sentence = sentence;
    }

    /** As the {@code type} of a message. */
    public String word() {
        return word;
    }

    /** When it is sent; goes on after "when". */
    public String sentence() {
        return sentence;
    }

    /** Those that a receiver can choose. */
    static List<Topic> choices() {
        return Arrays.stream(values()).filter(topic -> topic != PING).toList();
    }

    static Optional<Topic> named(String word) {
        return Arrays.stream(values()).filter(topic -> topic.word.equals(word)).findFirst();
    }
}
