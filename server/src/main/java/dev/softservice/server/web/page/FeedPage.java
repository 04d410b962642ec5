package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.core.Constants;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Text;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** What is new in a repository, as an Atom feed. */
public final class FeedPage {
    private static final String ATOM = "http://www.w3.org/2005/Atom";
    private static final int NEWEST = 30;

    /** {@code id} never changes. */
    private record Entry(String id, String title, String href, String by, String says, Instant at) {}

    private final Repositories repositories;
    private final Pulls pulls;
    private final Releases releases;
    private final PublicUrl url;

    public FeedPage(Repositories repositories, Pulls pulls, Releases releases, PublicUrl url) {
        this.repositories = repositories;
        this.pulls = pulls;
        this.releases = releases;
        this.url = url;
    }

    public List<Route> routes() {
        return List.of(Route.page(GET, "/{owner}/{name}/feed.atom", ANONYMOUS, this::feed));
    }

    private Reply feed(Call call) {
        var repository = repositories.require(call.repository());
        var entries = new ArrayList<Entry>();
        pulls.list(repository, Optional.empty(), 0, NEWEST).forEach(pull -> entries.add(entry(repository, pull)));
        releases.list(repository, 0).forEach(release -> {
            var href = url.of("/" + repository.name() + "/releases");
            entries.add(new Entry(
                    href + "#" + release.tag(),
                    repository.name() + " " + release.version() + " is released",
                    href,
                    "hub",
                    String.join(
                            ". ",
                            Stream.concat(
                                            Stream.of("Level " + release.level() + ", commit "
                                                    + release.commit().name()),
                                            Words.drops(release.drops()).stream())
                                    .toList()),
                    release.createdAt()));
        });
        entries.sort(Comparator.comparing(Entry::at).reversed());
        return Reply.bytes(200, "application/atom+xml; charset=utf-8", atom(repository, entries));
    }

    private Entry entry(HostedRepository repository, PullRequest pull) {
        var href = url.of(PullPages.href(repository, pull.number()));
        return new Entry(
                href,
                "#" + pull.number() + " " + Text.showable(pull.title()),
                href,
                pull.author(),
                "Pull request " + Constants.word(pull.state()) + " for " + pull.base(),
                pull.updatedAt());
    }

    private byte[] atom(HostedRepository repository, List<Entry> entries) {
        var bytes = new ByteArrayOutputStream();
        try {
            var xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
            xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
            xml.writeStartElement("feed");
            xml.writeDefaultNamespace(ATOM);
            var home = url.of("/" + repository.name());
            element(xml, "id", home);
            element(xml, "title", repository.name().toString());
            element(
                    xml,
                    "updated",
                    entries.stream()
                            .map(Entry::at)
                            .findFirst()
                            .orElse(repository.createdAt())
                            .toString());
            link(xml, home, "alternate");
            link(xml, home + "/feed.atom", "self");
            for (var entry : entries.stream().limit(NEWEST).toList()) entry(xml, entry);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException inMemory) {
            throw new IllegalStateException(inMemory);
        }
        return bytes.toByteArray();
    }

    private static void entry(XMLStreamWriter xml, Entry entry) throws XMLStreamException {
        xml.writeStartElement("entry");
        element(xml, "id", entry.id());
        element(xml, "title", entry.title());
        element(xml, "updated", entry.at().toString());
        xml.writeStartElement("author");
        element(xml, "name", entry.by());
        xml.writeEndElement();
        link(xml, entry.href(), "alternate");
        element(xml, "summary", entry.says());
        xml.writeEndElement();
    }

    private static void element(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(text.replaceAll("[\\ufffe\\uffff]", "\ufffd"));
        xml.writeEndElement();
    }

    private static void link(XMLStreamWriter xml, String href, String rel) throws XMLStreamException {
        xml.writeEmptyElement("link");
        xml.writeAttribute("rel", rel);
        xml.writeAttribute("href", href);
    }
}
