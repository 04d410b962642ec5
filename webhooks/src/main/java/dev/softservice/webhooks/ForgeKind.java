package dev.softservice.webhooks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of forge that the hub speaks to, by the word that settings and the API use. */
public enum ForgeKind {
    GITHUB,
    GITEA,
    GITLAB;

    public static Optional<ForgeKind> named(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    /** {@code github, gitea, gitlab}, for messages. */
    public static String words() {
        return Arrays.stream(values()).map(ForgeKind::word).collect(Collectors.joining(", "));
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
