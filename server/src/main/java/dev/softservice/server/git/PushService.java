package dev.softservice.server.git;

import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.internal.submodule.SubmoduleValidator.SubmoduleValidationException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** git-receive-pack: one push from the request's bytes to the answer's, by way of a quarantine. */
final class PushService {
    private static final Logger LOG = LoggerFactory.getLogger(PushService.class);
    /** Resolving deltas holds whole objects in memory; so many pushes do it at once, others wait their turn. */
    private static final int AT_ONCE = 4;

    /** So many of the largest pushes may be on their way in at once. */
    private static final int SPOOLED = 8;

    private static final long COMMAND_BYTES = 4L << 20;
    private static final int LONGEST_LINE = 500;

    private final GitStore store;
    private final PushConsequences consequences;
    private final PushAudit audit;
    private final GitLimits limits;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final AtomicLong disk;

    PushService(GitStore store, PushConsequences consequences, PushAudit audit, GitLimits limits) {
        this.store = store;
        this.consequences = consequences;
        this.audit = audit;
        this.limits = limits;
        this.disk = new AtomicLong(limits.packBytes() * SPOOLED);
    }

    /** What the client is told before it pushes. Without refs/pull: there can be thousands, and nobody pushes there. */
    void advertise(PushJudge.Push push, OutputStream out) throws IOException {
        var session = new Session(store.opened(push.repository().name()), Optional.empty());
        var lines = new PacketLineOut(out);
        lines.writeString("# service=git-receive-pack\n");
        lines.end();
        session.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
        lines.flush();
    }

    void receive(PushJudge.Push push, InputStream in, OutputStream out) throws IOException {
        try (var quarantine = new Quarantine(
                        store.repositories().quarantines(),
                        store.opened(push.repository().name()),
                        limits);
                var spool = new Spool(quarantine.request(), disk);
                var turn = new Turn(turns)) {
            var refusal = ready(spool, in, turn);
            try (var sent = spool.open()) {
                ObjectFormat.check(sent);
            }
            try (var sent = spool.open()) {
                CommandNames.check(sent);
            }
            var session = new Session(quarantine.repository(), refusal);
            var judge = new PushJudge(push, store, consequences, audit, quarantine);
            session.setObjectChecker(quarantine.checker());
            session.setPreReceiveHook((receiving, commands) -> {
                judge.onPreReceive(receiving, commands);
                turn.end(); // what is left is to tell the client, who may take its time
            });
            try (var sent = spool.open()) {
                session.receiveWithExceptionPropagation(sent, out, null);
            } catch (
                    IllegalArgumentException
                            malformed) { // an id that is none; what comes later is caught where it happens
                throw new PackProtocolException(
                        "a command of the push is malformed: " + line(malformed.getMessage()), malformed);
            } catch (UnpackException told) {
                LOG.debug(
                        "push to {} refused while unpacking", push.repository().name(), told);
            }
        }
    }

    /** Why the push can't be looked at now; the client is told in git's own protocol, which is what git shows. */
    private Optional<Refusal> ready(Spool spool, InputStream in, Turn turn) throws IOException {
        try {
            // A pack that is larger ends here, and its own limit says so.
            spool.fill(in, limits.packBytes() + COMMAND_BYTES + 1);
            turn.take(limits.patience());
            return Optional.empty();
        } catch (Refusal refusal) {
            return Optional.of(refusal);
        }
    }

    private final class Session extends ReceivePack {
        private final Optional<Refusal> refusal;

        Session(Repository into, Optional<Refusal> refusal) {
            super(into);
            this.refusal = refusal;
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
            if (refusal.isPresent()) {
                throw new IOException(refusal.get().getMessage());
            }
            try {
                super.receivePackAndCheckConnectivity();
            } catch (IOException | RuntimeException | OutOfMemoryError | SubmoduleValidationException broken) {
                throw new IOException(line(broken), broken);
            }
        }
    }

    /** Somebody else's words as one line that a terminal can show. */
    static String line(@Nullable String text) {
        var line = String.valueOf(text).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
    }

    /** What went wrong, in one line for the user. */
    static String line(Throwable broken) {
        var text = line(broken.getMessage());
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
            case SubmoduleValidationException _ -> ".gitmodules: " + text + "; correct it";
            default -> "the push could not be read; is it a whole git pack?";
        };
    }
}
