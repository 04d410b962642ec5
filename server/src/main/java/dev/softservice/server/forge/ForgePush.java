package dev.softservice.server.forge;

import dev.softservice.webhooks.http.GuardedHttp;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PushConnection;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;

/** Moves refs at a forge, each only from what was seen to stand there, and never by force. */
final class ForgePush {
    /** Evidence and tags, then stable, then a look at what has come of it. */
    private static final int MOST_ROUNDS = 3;

    private final GuardedHttp http;
    private final long maxBytes;
    private final Clock clock;

    /** {@code maxBytes}: how much one answer of the forge may hold. */
    ForgePush(GuardedHttp http, long maxBytes, Clock clock) {
        this.http = http;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /** Works out what is to be moved, given the ids of the forge's refs by full name. */
    @FunctionalInterface
    interface Planning {
        ReleasePlan of(Map<String, ObjectId> there) throws IOException;
    }

    /**
     * Pushes until nothing is left to be moved; returns a line for whatever could not be. Throws {@link IOException} with one line where the
     * forge refuses the whole, {@link ForgeSilentException} where it does not answer.
     */
    List<String> push(Repository from, Mirror.Settings to, Planning planning) throws IOException {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            try (var connections = new GuardedConnections(http, to, maxBytes)) {
                try (Transport transport = ForgeTransport.open(from, to.cloneUrl(), connections);
                        PushConnection connection = transport.openPush()) {
                    ReleasePlan plan = planning.of(refs(connection));
                    if (plan.moves().isEmpty()) {
                        return plan.clashes();
                    }
                    List<String> refused = send(from, connection, plan.moves());
                    if (!refused.isEmpty()) {
                        refused.addAll(plan.clashes());
                        return refused;
                    }
                } catch (IOException e) {
                    throw connections.isSilent() ? new ForgeSilentException(e, connections.until(clock.instant())) : e;
                }
            }
        }
        return List.of("the forge says that it took the refs, and does not show them");
    }

    private static Map<String, ObjectId> refs(PushConnection connection) {
        Map<String, ObjectId> there = new HashMap<>();
        connection.getRefs().forEach(ref -> {
            if (ref.getObjectId() != null) {
                there.put(ref.getName(), ref.getObjectId().copy());
            }
        });
        return there;
    }

    private static List<String> send(Repository from, PushConnection connection, List<ReleasePlan.Move> moves)
            throws IOException {
        Map<String, RemoteRefUpdate> updates = new HashMap<>();
        for (ReleasePlan.Move move : moves) {
            updates.put(
                    move.ref(),
                    new RemoteRefUpdate(
                            from,
                            move.ref(),
                            move.id(),
                            move.ref(),
                            false,
                            null,
                            move.before().orElse(ObjectId.zeroId())));
        }
        connection.push(NullProgressMonitor.INSTANCE, updates, OutputStream.nullOutputStream());
        List<String> refused = new ArrayList<>();
        for (RemoteRefUpdate update : updates.values()) {
            if (update.getStatus() != RemoteRefUpdate.Status.OK) {
                refused.add(update.getRemoteName() + ": " + reason(update));
            }
        }
        return refused;
    }

    private static String reason(RemoteRefUpdate update) {
        String said = update.getMessage() == null
                ? update.getStatus().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
                : update.getMessage().replaceAll("\\s+", " ");
        return "the forge refuses it: " + (said.length() > 200 ? said.substring(0, 200) : said);
    }
}
