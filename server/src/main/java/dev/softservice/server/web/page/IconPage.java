package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.git.GitReader;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Validators;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** A distro's icon, or one drawn from its name where it has none. */
public final class IconPage {
    private static final int LIMIT = 128 << 10;
    private static final String[] INKS = {"#00694f", "#174ea6", "#74439b", "#8a3b12", "#0b5c6b", "#5b5a1a"};

    private record Icon(String type, byte[] bytes) {}

    private final DistroFrame frame;
    private final Describing describing;
    private final GitReader reader;

    public IconPage(DistroFrame frame, Describing describing, GitReader reader) {
        this.frame = frame;
        this.describing = describing;
        this.reader = reader;
    }

    public List<Route> routes() {
        return List.of(Route.page(GET, "/{owner}/{name}/icon", ANONYMOUS, this::show));
    }

    private Reply show(Call call) {
        var repository = frame.repository(call);
        var icon = describing
                .shown(repository)
                .flatMap(commit -> own(repository, commit))
                .orElseGet(() -> drawn(repository));
        var tag = Validators.strong(Assets.hash(icon.bytes()));
        var known = Validators.known(call, tag);
        var reply = known ? Reply.bytes(304, icon.type(), new byte[0]) : Reply.bytes(200, icon.type(), icon.bytes());
        return RawFiles.locked(reply).with("ETag", tag).with("Cache-Control", "public, max-age=300");
    }

    private Optional<Icon> own(HostedRepository repository, ObjectId commit) {
        return describing
                .reading(repository, commit)
                .manifest()
                .flatMap(manifest -> manifest.about().icon())
                .filter(RawFiles::isImage)
                .flatMap(path -> reader.file(repository.name(), commit, path, LIMIT))
                .filter(blob -> !blob.truncated() && blob.type() != GitReader.Type.LINK)
                .map(blob -> new Icon(RawFiles.typeOf(blob.path()), blob.bytes()));
    }

    private static Icon drawn(HostedRepository repository) {
        var name = repository.name().name();
        var ink = INKS[Math.floorMod(repository.name().toString().hashCode(), INKS.length)];
        var letter = Character.toUpperCase(name.charAt(0));
        var svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 48 48'><rect width='48' height='48' rx='10'"
                + " fill='"
                + ink
                + "'/><text x='24' y='33' text-anchor='middle' font-family='sans-serif' font-weight='700'"
                + " font-size='26' fill='#fff'>"
                + letter
                + "</text></svg>";
        return new Icon("image/svg+xml", svg.getBytes(StandardCharsets.UTF_8));
    }
}
