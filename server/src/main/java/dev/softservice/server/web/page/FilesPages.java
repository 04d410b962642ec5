package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import com.github.jknack.handlebars.Handlebars.SafeString;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.KeptFile;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jgit.lib.ObjectId;

/** Folders and files of one commit, and their raw bytes. */
public final class FilesPages {
    private static final int SHOWN_BYTES = 512 << 10;
    private static final int SHOWN_LINES = 5_000;
    private static final int SHOWN_COLUMNS = 2_000;
    private static final String FILES = "/{owner}/{name}/files";

    record Step(String name, String href) {}

    record Row(String kind, String name, String href, String note) {}

    record Folder(
            Heads.Head head,
            String ref,
            String path,
            List<Step> trail,
            List<Row> entries,
            String more,
            SafeString readme) {}

    record Numbered(int number, String text) {}

    record File(
            Heads.Head head,
            String ref,
            String path,
            List<Step> trail,
            String size,
            String raw,
            SafeString prose,
            String note,
            boolean image,
            List<Numbered> lines) {}

    /** What a call asks for: {@code ref} as it was given, {@code base} the address of its root folder. */
    private record Place(HostedRepository repository, String ref, ObjectId commit, String path, String base) {}

    private final DistroFrame frame;
    private final GitReader reader;
    private final Markdown markdown;

    public FilesPages(DistroFrame frame, GitReader reader, Markdown markdown) {
        this.frame = frame;
        this.reader = reader;
        this.markdown = markdown;
    }

    public List<Route> routes() {
        return List.of(
                Route.page(GET, FILES, ANONYMOUS, call -> show(call, place(call, "main", ""))),
                Route.page(GET, FILES + "/{ref}", ANONYMOUS, call -> show(call, place(call, call.path("ref"), ""))),
                Route.page(
                        GET,
                        FILES + "/{ref}/{path...}",
                        ANONYMOUS,
                        call -> show(call, place(call, call.path("ref"), call.path("path")))),
                Route.page(GET, "/{owner}/{name}/raw/{ref}/{path...}", ANONYMOUS, this::raw));
    }

    private Place place(Call call, String ref, String path) {
        var repository = frame.repository(call);
        var commit = reader.resolve(repository.name(), ref)
                .orElseThrow(() -> Refusal.notFound("no branch, tag or commit of that name here"));
        var clean = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return new Place(repository, ref, commit, clean, "/" + repository.name() + "/files/" + Heads.segment(ref));
    }

    private Reply show(Call call, Place place) {
        var folder = reader.folder(place.repository.name(), place.commit, place.path);
        if (folder.isPresent()) return folder(call, place, folder.get());
        var file = reader.file(place.repository.name(), place.commit, place.path, SHOWN_BYTES)
                .orElseThrow(() -> Refusal.notFound("no such file or folder in this commit"));
        return file(call, place, file);
    }

    private Reply folder(Call call, Place place, GitReader.Folder folder) {
        var rows = folder.entries().stream().map(entry -> row(place, entry)).toList();
        var files = place.base + "/" + (place.path.isEmpty() ? "" : Heads.encoded(place.path) + "/");
        var readme = place.path.isEmpty()
                ? new SafeString("")
                : reader.readme(place.repository.name(), place.commit, place.path, SHOWN_BYTES)
                        .map(blob -> markdown.html(blob.text(), files))
                        .orElse(new SafeString(""));
        var more = folder.truncated() ? "There are more than can be listed here; clone the repository to see all." : "";
        return frame.show(
                call,
                PageTemplate.FILES,
                name(place) + " · " + place.repository.name(),
                new Folder(
                        frame.head(call, place.repository, "Files"),
                        Text.showableName(place.ref),
                        Text.showableName(place.path),
                        trail(place),
                        rows,
                        more,
                        readme));
    }

    private static Row row(Place place, GitReader.Entry entry) {
        var href = place.base + "/" + Heads.encoded(entry.path());
        var name = Text.showableName(entry.name());
        return switch (entry.type()) {
            case FOLDER -> new Row("folder", name + "/", href, "");
            case FILE -> new Row("file", name, href, Words.bytes(entry.size()));
            case EXECUTABLE -> new Row("file", name, href, "executable, " + Words.bytes(entry.size()));
            case LINK -> new Row("link", name, href, "symbolic link");
            case SUBMODULE ->
                new Row("link", name, "", "submodule at " + entry.id().name().substring(0, 10));
        };
    }

    private Reply file(Call call, Place place, GitReader.Blob blob) {
        var raw = place.base.replaceFirst("/files/", "/raw/") + "/" + Heads.encoded(place.path);
        var markdowned = !blob.binary()
                && !blob.truncated()
                && place.path.toLowerCase(Locale.ROOT).endsWith(".md");
        var folder = place.base + "/" + Heads.encoded(place.path.substring(0, place.path.lastIndexOf('/') + 1));
        var prose = markdowned ? markdown.html(blob.text(), folder) : new SafeString("");
        var lines = markdowned || blob.binary() ? List.<Numbered>of() : lines(blob.text());
        var image = RawFiles.isImage(place.path);
        return frame.show(
                call,
                PageTemplate.FILE,
                name(place) + " · " + place.repository.name(),
                new File(
                        frame.head(call, place.repository, "Files"),
                        Text.showableName(place.ref),
                        Text.showableName(place.path),
                        trail(place),
                        Words.bytes(blob.size()),
                        raw,
                        prose,
                        note(blob, image, lines.size()),
                        image,
                        image ? List.of() : lines));
    }

    private static String note(GitReader.Blob blob, boolean image, int lines) {
        if (blob.type() == GitReader.Type.LINK) return "A symbolic link. It is not followed here; it points to:";
        if (blob.binary() && !image) return "Not text; the raw bytes are one click away.";
        if (blob.size() == 0) return "An empty file.";
        return blob.truncated() || lines >= SHOWN_LINES
                ? "Only the beginning is shown; the raw file holds all of it."
                : "";
    }

    private static List<Numbered> lines(String text) {
        var lines = new ArrayList<Numbered>();
        for (var line : (Iterable<String>) text.lines().limit(SHOWN_LINES)::iterator) {
            lines.add(new Numbered(lines.size() + 1, Text.showable(Text.shortened(line, SHOWN_COLUMNS))));
        }
        return lines;
    }

    private Reply raw(Call call) {
        var place = place(call, call.path("ref"), call.path("path"));
        var blob = reader.file(place.repository.name(), place.commit, place.path, 8 << 10)
                .orElseThrow(() -> Refusal.notFound("no such file in this commit"));
        return RawFiles.reply(
                place.path,
                blob.binary(),
                type -> new KeptFile(type, place.commit.name(), new KeptFile.Known(blob.size()), out -> {
                            if (!reader.copy(place.repository.name(), place.commit, place.path, out))
                                throw new IOException("gone: " + place.path);
                        })
                        .reply(call));
    }

    private static List<Step> trail(Place place) {
        var steps = new ArrayList<Step>();
        steps.add(new Step(place.repository.name().name(), place.path.isEmpty() ? "" : place.base));
        var walked = new StringBuilder();
        var parts = place.path.isEmpty() ? new String[0] : place.path.split("/");
        for (var i = 0; i < parts.length; i++) {
            walked.append('/').append(Heads.segment(parts[i]));
            steps.add(new Step(Text.showableName(parts[i]), i == parts.length - 1 ? "" : place.base + walked));
        }
        return steps;
    }

    private static String name(Place place) {
        return Text.showableName(
                place.path.isEmpty() ? "Files" : place.path.substring(place.path.lastIndexOf('/') + 1));
    }
}
