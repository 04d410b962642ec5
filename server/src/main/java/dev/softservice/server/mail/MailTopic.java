package dev.softservice.server.mail;

/** What people may choose to be mailed about. */
public enum MailTopic {
    MENTIONED("somebody mentions you"),
    TAKING_PART("something happens to a pull request that you opened or spoke in"),
    RED("the test run of a pull request of yours fails"),
    OPENED("somebody opens a pull request where you are a maintainer");

    private final String words;

    MailTopic(String words) {
        this.words = words;
    }

    /** Completes "a mail when …". */
    public String words() {
        return words;
    }
}
