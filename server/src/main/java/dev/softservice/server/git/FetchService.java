package dev.softservice.server.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.GitProtocolConstants;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.WantNotValidException;

/** git-upload-pack, protocol versions 0 to 2. Everything that is stored under refs/ is shown to whoever may read. */
final class FetchService {
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
        try (var session = session(repository, protocol)) {
            session.uploadWithExceptionPropagation(RelativeDepth.absolute(repository, in), out, null);
        } catch (WantNotValidException unknown) {
            var lines = new PacketLineOut(out); // as git's own server says it, so that the client shows it as such
            lines.writeString("ERR upload-pack: not our ref: " + unknown.getMessage());
            lines.flush();
        }
    }

    /** What {@link RelativeDepth} adds to what JGit can do in protocol 0. */
    private static final class Advertiser extends PacketLineOutRefAdvertiser {
        Advertiser(PacketLineOut out) {
            super(out);
        }

        @Override
        public void advertiseCapability(String name) {
            super.advertiseCapability(name);
            if (name.equals(GitProtocolConstants.OPTION_SHALLOW)) {
                super.advertiseCapability("deepen-relative");
            }
        }
    }

    private static UploadPack session(FileRepository repository, List<String> protocol) {
        var session = new UploadPack(repository);
        session.setBiDirectionalPipe(false);
        session.setExtraParameters(protocol);
        session.setRequestValidator(new ReachableWants());
        var packing = new PackConfig(repository);
        packing.setDeltaCompress(
                false); // what is stored is sent as it stands; the upkeep compresses, once, for all fetches
        session.setPackConfig(packing);
        return session;
    }
}
