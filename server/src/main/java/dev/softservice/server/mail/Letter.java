package dev.softservice.server.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.model.ShowableText;

/**
 * What a mail says, in plain text.
 *
 * @param by      the name beside the hub's address
 * @param thread  what programs put it together with, the same for all mails of one pull request; empty: nothing
 * @param list    owner/name of the repository; empty: none
 */
record Letter(String subject, String text, String by, String thread, String list) {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST_SUBJECT = 200;
    private static final int LONGEST_TEXT = 20_000;

    /** Whatever strangers wrote: a subject is one line, and nothing in either steers what shows it. */
    Letter {
        subject = shortened(ShowableText.of(subject.replaceAll("\\s+", " ")).strip(), LONGEST_SUBJECT);
        text = shortened(ShowableText.of(text.replace("\r\n", "\n")), LONGEST_TEXT);
        if (!by.matches("[\\w .-]{0,60}") || !thread.matches("[\\w.-]{0,60}") || !list.matches("[\\w./-]{0,100}"))
            throw new IllegalArgumentException("not for a header: " + by + ", " + thread + ", " + list);
    }

    /** From the hub itself, about nothing that others talk about. */
    static Letter ofHub(String subject, String text) {
        return new Letter(subject, text, "", "", "");
    }

    private static String shortened(String text, int most) {
        if (text.length() <= most) return text;
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException inMemory) {
            throw new IllegalStateException(inMemory);
        }
    }

    static Letter read(String json) {
        try {
            return JSON.readValue(json, Letter.class);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a mail that the hub did not write", broken);
        }
    }
}
