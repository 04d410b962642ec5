package dev.softservice.server.pull;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.BranchName;
import java.util.Optional;

/** What somebody wants a pull request to say, checked and bounded. {@code source}: the branch to follow. */
record Proposed(
        Account by,
        BranchName base,
        String title,
        String description,
        String topic,
        Optional<BranchName> source,
        boolean draft) {
    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_DESCRIPTION = 20_000;
    private static final int LONGEST_TOPIC = 100;

    Proposed {
        title = line(title, LONGEST_TITLE);
        if (title.isEmpty()) title = "(no title)";
        description = cut(description.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "").strip(), LONGEST_DESCRIPTION);
        topic = line(topic, LONGEST_TOPIC);
    }

    private static String line(String text, int longest) {
        return cut(text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip(), longest);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }

    /** Whose code runs without a maintainer's approval. */
    boolean trusted() {
        return by.role().atLeast(Role.CONTRIBUTOR);
    }
}
