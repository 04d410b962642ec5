package dev.softservice.server.client;

import com.fasterxml.jackson.databind.JsonNode;

/** The API's answer why something is not released yet, for people: a paragraph for each candidate, a line for each reason. */
final class WhyText {
    private static final int SHORT = 10;

    private WhyText() {}

    static String of(JsonNode answer) {
        var text = new StringBuilder(answer.path("repo").asText());
        text.append(
                answer.path("stable").isNull()
                        ? ": nothing is released yet\n"
                        : ": released is " + answer.path("stable").asText() + "\n");
        answer.path("everywhere").forEach(obstacle -> reason(text, obstacle));
        if (answer.path("candidates").isEmpty()) text.append("\nnothing waits to be released\n");
        answer.path("candidates").forEach(candidate -> candidate(text, candidate));
        if (answer.path("more").asBoolean()) text.append("\nand older pull requests\n");
        return text.toString();
    }

    private static void candidate(StringBuilder text, JsonNode candidate) {
        var commit = candidate.path("commit").asText();
        text.append('\n')
                .append(
                        candidate.path("number").isNull()
                                ? "head of " + line(candidate.path("base"))
                                : "#" + candidate.path("number").asInt() + " by " + line(candidate.path("author"))
                                        + ", for " + line(candidate.path("base")))
                .append(", ")
                .append(commit, 0, Math.min(SHORT, commit.length()))
                .append(": ")
                .append(line(candidate.path("title")))
                .append('\n');
        int level = candidate.path("level").asInt();
        int wanted = candidate.path("wanted").asInt();
        text.append("  level ").append(level);
        if (wanted > 0) text.append(", and level ").append(wanted).append(" is asked for");
        text.append('\n');
        candidate.path("obstacles").forEach(obstacle -> reason(text, obstacle));
    }

    private static void reason(StringBuilder text, JsonNode obstacle) {
        text.append("  - ").append(line(obstacle.path("reason"))).append('\n');
        if (!obstacle.path("url").isNull())
            text.append("    ").append(line(obstacle.path("url"))).append('\n');
    }

    /** On one line, without what would move the cursor of a terminal. */
    private static String line(JsonNode value) {
        return value.asText().replaceAll("\\p{Cntrl}", " ");
    }
}
