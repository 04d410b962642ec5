package dev.softservice.server.web.page;

import java.util.List;

/** The front page: the catalog, and what the hub is doing. {@code trouble}: why nothing can run at present; {@code instead}: nothing has the query, and what is shown is what was most likely meant. */
record Front(
        boolean welcome,
        List<Ladder.RungView> rungs,
        Pulse pulse,
        String heading,
        String query,
        boolean instead,
        List<Card> entries,
        Paging paging) {
    record Pulse(int running, int queued, int workers, String trouble) {}

    /** {@code rot}: it does not pass any more. */
    record Card(String repository, String title, String summary, String version, Ladder.Level level, boolean rot) {}

    /** Links to the pages before and after; empty where there is none. */
    record Paging(String newer, String older) {
        static final Paging NONE = new Paging("", "");

        public boolean any() {
            return !newer.isEmpty() || !older.isEmpty();
        }
    }
}
