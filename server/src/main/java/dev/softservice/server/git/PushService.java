package dev.softservice.server.git;

import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** git-receive-pack: one push from the request's bytes to the answer's, by way of a quarantine. */
final class PushService {
    private static final Logger LOG = LoggerFactory.getLogger(PushService.class);
    /** Resolving deltas holds whole objects in memory; so many pushes do it at once, others wait their turn. */
    private static final int AT_ONCE = 4;

    private static final long COMMAND_BYTES = 4L << 20;

    private final PushJudge.Surroundings hub;
    private final GitLimits limits;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    PushService(PushJudge.Surroundings hub, GitLimits limits) {
        this.hub = hub;
        this.limits = limits;
    }

    /** What the client is told before it pushes. Without refs/pull: there can be thousands, and nobody pushes there. */
    void advertise(PushJudge.Push push, OutputStream out) throws IOException {
        var session = new Session(hub.store().opened(push.repository().name()));
        var lines = new PacketLineOut(out);
        lines.writeString("# service=git-receive-pack\n");
        lines.end();
        session.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
        lines.flush();
    }

    void receive(PushJudge.Push push, InputStream in, OutputStream out) throws IOException {
        takeTurn();
        try (var quarantine = new Quarantine(
                hub.store().repositories().quarantines(),
                hub.store().opened(push.repository().name()),
                limits)) {
            var checker = new StrictChecker(limits);
            var session = new Session(quarantine.repository());
            session.setObjectChecker(checker);
            session.setPreReceiveHook(new PushJudge(push, hub, quarantine, checker));
            try {
                session.receiveWithExceptionPropagation(in, out, null);
            } catch (UnpackException told) {
                LOG.debug(
                        "push to {} refused while unpacking", push.repository().name(), told);
            }
        } finally {
            turns.release();
        }
    }

    private void takeTurn() throws IOException {
        try {
            if (!turns.tryAcquire(limits.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                throw Refusal.of(Refusal.Kind.BUSY, "too many pushes at once; try again in a minute");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("the hub is stopping", stopped);
        }
    }

    private final class Session extends ReceivePack {
        Session(Repository into) {
            super(into);
            setBiDirectionalPipe(false);
            setConnectivityChecker(new PushedObjects());
            setAtomic(true);
            setAllowPushOptions(true);
            setAllowNonFastForwards(true); // RefPolicy says where
            setMaxObjectSizeLimit(limits.objectBytes());
            setMaxCommandBytes(COMMAND_BYTES);
            setMaxCommandDiscardBytes(COMMAND_BYTES);
            setRefFilter(refs -> {
                var shown = new java.util.HashMap<>(refs);
                shown.keySet().removeIf(ref -> ref.startsWith("refs/pull/"));
                return shown;
            });
        }

        private void setConnectivityChecker(PushedObjects checker) {
            connectivityChecker = checker;
        }

        /** JGit puts the error's message before the user, so it is made one that a user can act on. */
        @Override
        protected void receivePackAndCheckConnectivity() throws IOException {
            try {
                super.receivePackAndCheckConnectivity();
            } catch (IOException
                    | RuntimeException
                    | OutOfMemoryError
                    | org.eclipse.jgit.internal.submodule.SubmoduleValidator.SubmoduleValidationException broken) {
                throw new IOException(line(broken), broken);
            }
        }
    }

    /** What went wrong, in one line for the user. */
    static String line(Throwable broken) {
        var text = String.valueOf(broken.getMessage()).replaceAll("\\s+", " ").strip();
        if (text.contains("No space left") || text.contains("Disk quota exceeded")) {
            return "the hub's disk is full; nothing was stored, tell its operator";
        }
        return switch (broken) {
            case Refusal _ -> text;
            case TooLargeObjectInPackException _ ->
                "a file is larger than this hub takes; keep large files elsewhere (" + text + ")";
            case LargeObjectException _ -> "an object is too large: " + text;
            case OutOfMemoryError _ -> "an object is too large to be read here";
            case MissingObjectException missing ->
                "the push lacks %s %s; run git fsck in your clone"
                        .formatted(
                                missing.getObjectId() == null ? "object" : "the object",
                                missing.getObjectId() == null
                                        ? ""
                                        : missing.getObjectId().name());
            case CorruptObjectException _ -> "the push holds what git fsck refuses: " + text;
            case FileSystemException _ ->
                "the hub could not store the push: " + broken.getClass().getSimpleName();
            case IOException _ -> text;
            default ->
                broken.getClass().getName().contains("SubmoduleValidationException")
                        ? ".gitmodules: " + text + "; correct it"
                        : "the push could not be read; is it a whole git pack?";
        };
    }
}
