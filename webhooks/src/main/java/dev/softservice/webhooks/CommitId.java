package dev.softservice.webhooks;

import java.util.regex.Pattern;

/** The shape of a commit id: 40 (SHA-1) or 64 (SHA-256) lower-case hex digits. */
final class CommitId {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{40}(?:[0-9a-f]{24})?");

    /** Stands for none, as git has it. */
    static final String NONE = "0".repeat(40);

    private CommitId() {}

    static boolean isOne(String text) {
        return SHAPE.matcher(text).matches();
    }
}
