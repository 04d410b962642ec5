package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.runner.report.PictureKind;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.run.Runs;
import dev.softservice.server.run.StoredFile;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.KeptFile;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The pictures that tests attached, as pages of runs show them. By its content a file is one of the few kinds that can hold no script, or it is not shown, whatever it
 * is called; every attachment is offered as a download by the API.
 */
public final class RunPictures {
    private static final Set<String> NAMES = Set.of("png", "jpg", "jpeg", "gif", "webp");

    private final DistroFrame frame;
    private final Runs runs;

    public RunPictures(DistroFrame frame, Runs runs) {
        this.frame = frame;
        this.runs = runs;
    }

    public List<Route> routes() {
        return List.of(Route.page(GET, "/{owner}/{name}/runs/{id}/pictures/{file}", ANONYMOUS, this::show));
    }

    /** Whether a kept file has the name of a picture; what it is shows only when it is asked for. */
    static boolean isCalledOne(String file) {
        return NAMES.contains(file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    private Reply show(Call call) {
        var repository = frame.repository(call);
        var run = runs.require(call.run(), repository);
        var name = call.path("file");
        var file = runs.attachment(run.id(), name)
                .orElseThrow(() -> Refusal.notFound("picture " + name + " of run " + run.id()));
        var kind = PictureKind.of(begin(file))
                .orElseThrow(() -> Refusal.notFound("attachment " + name + " of run " + run.id()
                        + " is no picture that is shown; download it from its run's page"));
        return new KeptFile(kind.type(), file.tag(), new KeptFile.Known(file.bytes()), out -> {
                    try (var in = file.open()) {
                        in.transferTo(out);
                    }
                })
                .reply(call)
                .sandboxed();
    }

    private static byte[] begin(StoredFile file) {
        try (var in = file.open()) {
            return in.readNBytes(PictureKind.BEGIN);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
