package dev.softservice.server.git;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.GitProtocolConstants;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.WantNotValidException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** git-upload-pack, protocol versions 0 to 2. Everything that is stored under refs/ is shown to everybody who may read. */
final class FetchService {
    private static final Logger LOG = LoggerFactory.getLogger(FetchService.class);
    private static final Pattern ID = Pattern.compile("[0-9a-f]{40}");

    private FetchService() {}

    static void advertise(FileRepository repository, List<String> protocol, OutputStream out) throws IOException {
        try (var session = session(repository, protocol)) {
            var lines = new PacketLineOut(out);
            session.sendAdvertisedRefs(new Advertiser(lines), "git-upload-pack");
            lines.flush();
        }
    }

    static void upload(FileRepository repository, List<String> protocol, InputStream in, OutputStream out)
            throws IOException {
        var question = new FetchQuestion(repository, in);
        try (var session = session(repository, protocol)) {
            session.uploadWithExceptionPropagation(question.request(), out, null);
        } catch (IllegalArgumentException malformed) { // an id or a number that is none
            throw new PackProtocolException(
                    "a line of the request is malformed: " + PushService.line(malformed.getMessage()), malformed);
        } catch (WantNotValidException unknown) {
            var id = ID.matcher(unknown.getMessage());
            notOurs(out, id.find() ? id.group() : "");
        } catch (MissingObjectException missing) {
            var id = missing.getObjectId() == null ? "" : missing.getObjectId().name();
            if (!question.asksFor(id)) {
                throw missing;
            }
            notOurs(out, id);
        } catch (EOFException ended) {
            if (!question.mayEndHere()) {
                throw ended;
            }
        }
    }

    /** As git's own server says it, so that the client shows it as such. */
    private static void notOurs(OutputStream out, String id) throws IOException {
        var lines = new PacketLineOut(out);
        lines.writeString("ERR upload-pack: not our ref " + id);
        lines.flush();
    }

    /** What JGit can do in protocol 0 but does not say, and what {@link RelativeDepth} adds. */
    private static final class Advertiser extends PacketLineOutRefAdvertiser {
        Advertiser(PacketLineOut out) {
            super(out);
        }

        @Override
        public void advertiseCapability(String name) {
            super.advertiseCapability(name);
            if (name.equals(GitProtocolConstants.OPTION_SHALLOW)) {
                super.advertiseCapability("deepen-since");
                super.advertiseCapability("deepen-not");
                super.advertiseCapability("deepen-relative");
            }
        }
    }

    /** Without refs whose objects are lost: as in git itself, one of them keeps nobody from fetching the others. What is packed was looked at then. */
    private static Map<String, Ref> there(FileRepository repository, Map<String, Ref> refs) {
        var loose = refs.values().stream().filter(ref -> !ref.isPeeled()).toList();
        if (loose.isEmpty()) {
            return refs;
        }
        var there = new HashMap<>(refs);
        try (var reader = repository.newObjectReader()) {
            for (var ref : loose) {
                if (ref.getObjectId() != null && !reader.has(ref.getObjectId())) {
                    LOG.error("{} stands for an object that is lost, and is not shown", ref.getName());
                    there.remove(ref.getName());
                }
            }
            return there;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static UploadPack session(FileRepository repository, List<String> protocol) {
        var session = new UploadPack(repository);
        session.setBiDirectionalPipe(false);
        session.setExtraParameters(protocol);
        session.setRequestValidator(new ReachableWants());
        session.setRefFilter(refs -> there(repository, refs));
        var packing = new PackConfig(repository);
        packing.setDeltaCompress(
                false); // what is stored is sent as it stands; the upkeep compresses, once, for all fetches
        session.setPackConfig(packing);
        return session;
    }
}
