package dev.softservice.server.run;

/** Rung when there may be something to do. A thread that waits names the last ring it has heard, so none is missed. */
final class Bell {
    private long rings;

    synchronized long heard() {
        return rings;
    }

    synchronized void ring() {
        rings++;
        notifyAll();
    }

    /** Returns at once if it was rung since {@code heard}, else at the next ring or after {@code millis}. */
    synchronized void await(long heard, long millis) throws InterruptedException {
        if (rings == heard) wait(millis);
    }
}
