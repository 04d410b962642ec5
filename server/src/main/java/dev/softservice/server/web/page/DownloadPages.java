package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.runner.evidence.VerifyingKey;
import dev.softservice.runner.files.Bundled;
import dev.softservice.runner.model.ByteText;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.KeptFile;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The hub's own client: a page, the signed files, and the script that installs it. */
public final class DownloadPages {
    private static final String SCRIPT = Bundled.text(DownloadPages.class, "install.sh");
    /** What may stand between quotes in a shell script. */
    private static final Pattern PLAIN_URL = Pattern.compile("[A-Za-z0-9:/._~%\\[\\]-]+");

    private final Downloads downloads;
    private final PublicUrl url;
    private final Pages pages;

    /** @param folder what {@code mvn -Ppackage verify} made; it may be empty, and may change at any time */
    public DownloadPages(Pages pages, Path folder, PublicUrl url) {
        this.downloads = new Downloads(folder);
        this.url = url;
        this.pages = pages;
    }

    public List<Route> routes() {
        return List.of(
                Route.page(GET, "/install.sh", ANONYMOUS, this::script),
                Route.page(GET, "/download", ANONYMOUS, this::page),
                Route.page(GET, "/download/{file}", ANONYMOUS, this::file));
    }

    private Reply script(Call call) {
        var base = url.of("");
        if (!PLAIN_URL.matcher(base).matches())
            throw Refusal.notFound("the script cannot name this hub's address " + base);
        return Reply.text(
                SCRIPT.replace("@HUB@", base).replace("@KEY@", key().line().split(" ", 2)[1]));
    }

    private VerifyingKey key() {
        return downloads
                .key()
                .filter(_ -> !downloads.programs().isEmpty())
                .orElseThrow(() -> Refusal.notFound(
                        "this hub has no programs to install: its operator makes them with mvn -Ppackage verify, and"
                                + " puts them into the folder downloads of the hub's data"));
    }

    record Offer(String script, String key, String fingerprint, List<Row> programs) {}

    record Row(String name, String size, String sha256) {}

    private Reply page(Call call) {
        var key = key();
        var rows = downloads.programs().stream()
                .map(program -> new Row(program.name(), ByteText.of(program.bytes()), program.sha256()))
                .toList();
        return pages.show(
                call,
                PageTemplate.DOWNLOAD,
                "Get the command",
                new Offer("curl -fsS " + url.of("/install.sh") + " | sh", key.line(), key.fingerprint(), rows));
    }

    private Reply file(Call call) {
        var name = call.path("file");
        if (List.of(Downloads.SUMS, Downloads.SIGNATURE, Downloads.KEY).contains(name))
            return Reply.text(downloads.read(name).orElseThrow(() -> missing(name)));
        var program = downloads.programs().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> missing(name));
        return new KeptFile(
                        "application/octet-stream",
                        program.sha256(),
                        new KeptFile.Known(program.bytes()),
                        out -> Files.copy(downloads.file(program), out))
                .reply(call)
                .with("Content-Disposition", "attachment");
    }

    private static Refusal missing(String name) {
        return Refusal.notFound("no file " + name + " to download: /download lists them");
    }
}
