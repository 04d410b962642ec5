package dev.softservice.runner.remote;

import dev.softservice.runner.model.Reason;
import dev.softservice.runner.stop.Stop;
import dev.softservice.runner.stop.StopReason;
import dev.softservice.runner.wire.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Calls about one lease. A hub that does not answer is asked again for as long as it takes; once the hub says that the lease is over, nothing is said any more. */
final class LeaseLink {
    private static final long FIRST_PAUSE = 100;
    private static final long LONGEST_PAUSE = 5_000;
    private static final Duration BEAT = Duration.ofSeconds(5);

    /** Why a run ends early. */
    enum Why implements StopReason.Asked {
        /** The hub wants it so. */
        HUB,
        /** The lease is lost: nobody is interested any more. */
        LOST,
        /** The runner stops. */
        STOPPING
    }

    private final HubLink hub;
    private final String path;
    private final Stop stop;
    private final Consumer<String> log;
    private final CountDownLatch over = new CountDownLatch(1);

    LeaseLink(HubLink hub, Messages.Lease lease, Stop stop, Consumer<String> log) {
        this.hub = hub;
        this.path = "/leases/" + lease.fence();
        this.stop = stop;
        this.log = log;
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    /** Returns after {@code millis}, or as soon as the lease is over. */
    boolean pause(long millis) throws InterruptedException {
        return over.await(millis, TimeUnit.MILLISECONDS);
    }

    private interface CallToHub<T> {
        T call() throws IOException, RefusedException;
    }

    <T> Optional<T> post(String what, Object message, Class<T> answer) throws InterruptedException {
        return insist(() -> hub.post(path + what, message, answer, Duration.ZERO));
    }

    Optional<byte[]> put(String what, byte[] body, String header, String value) throws InterruptedException {
        return insist(() -> hub.put(path + what, body, header, value));
    }

    /** Says that the run goes on, until {@code done}, and hears whether it may. */
    void beat(CountDownLatch done) {
        try {
            while (done.getCount() > 0 && !isOver()) {
                var said = insist(() -> hub.post(path + "/beat", new Messages.Beat(false), Messages.Beat.class, BEAT));
                if (said.filter(Messages.Beat::stop).isPresent()) {
                    stop.ask(Why.HUB);
                    done.await(BEAT.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException finished) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a distro has to be made of; asked once, since whoever asks tells what came of it. */
    Messages.Releases releases(String distro) throws IOException {
        return once(() -> hub.get(path + "/releases?distro=" + encoded(distro), Messages.Releases.class));
    }

    /** A tree as a pack; {@code distro}: whose release it is; empty: of the run's own distro. The caller closes it. */
    InputStream tree(String distro, String tree) throws IOException {
        return once(() -> hub.stream(path + "/trees/" + tree + (distro.isEmpty() ? "" : "?distro=" + encoded(distro))));
    }

    private <T> T once(CallToHub<T> call) throws IOException {
        try {
            return call.call();
        } catch (RefusedException no) {
            throw new IOException(no.getMessage(), no);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Empty: the lease is over. */
    private <T> Optional<T> insist(CallToHub<T> call) throws InterruptedException {
        long wait = FIRST_PAUSE;
        boolean told = false;
        while (!isOver()) {
            try {
                var answer = call.call();
                if (told) log.accept("the hub answers again");
                return Optional.of(answer);
            } catch (InterruptedIOException finished) {
                throw new InterruptedException();
            } catch (IOException gone) {
                if (!told) log.accept(Reason.of(gone) + "; the run goes on, and what it tells is kept until then");
                told = true;
                pause(wait);
                wait = Math.min(wait * 2, LONGEST_PAUSE);
            } catch (RefusedException no) {
                lose(no.getMessage());
            }
        }
        return Optional.empty();
    }

    private void lose(String why) {
        if (isOver()) return;
        over.countDown();
        log.accept(why);
        stop.ask(Why.LOST);
    }
}
