package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.composition.CompositionGraph;
import dev.softservice.manifest.composition.CompositionGraph.Node;
import dev.softservice.manifest.composition.CompositionGraph.Origin;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class MadeOfTest {
    private static Node node(String path, List<String> services, Node... uses) {
        var origin = path.isEmpty()
                ? Optional.<Origin>empty()
                : Optional.of(new Origin("https://hub.example.org/samples/part", "^1", "v1.0.0", "a".repeat(40)));
        return new Node(path, "office", "1.0", origin, services, List.of(), List.of(), List.of(uses));
    }

    private static MadeOf.Shown shown(Node root) {
        return MadeOf.of(new CompositionGraph(root), Map.of("wiki", "samples/wiki"));
    }

    /** Not well-formed is an exception. */
    private static Document parsed(CharSequence svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg.toString())));
    }

    private static List<String> texts(Document svg, String kind) {
        var all = svg.getElementsByTagName("text");
        return IntStream.range(0, all.getLength())
                .mapToObj(i -> (Element) all.item(i))
                .filter(text -> text.getAttribute("class").equals(kind))
                .map(Element::getTextContent)
                .toList();
    }

    @Test
    void bothPicturesShowEveryInstanceAndLeadToWhatIsOnThisHub() throws Exception {
        var shown = shown(node(
                "",
                List.of("setup"),
                node("wiki", List.of("web", "jobs"), node("wiki.database", List.of("db"))),
                node("front", List.of())));
        for (var picture : List.of(shown.narrow().getFirst(), shown.wide().getFirst())) {
            var svg = parsed(picture);
            assertThat(texts(svg, "name")).containsExactly("office", "wiki", "database", "front");
            assertThat(texts(svg, "chip-text")).containsExactly("setup", "web", "jobs", "db");
            assertThat(svg.getElementsByTagName("path").getLength())
                    .as("a line to each but the root")
                    .isEqualTo(3);
            var links = svg.getElementsByTagName("a");
            assertThat(IntStream.range(0, links.getLength())
                            .mapToObj(i -> ((Element) links.item(i)).getAttribute("href")))
                    .containsExactly(
                            "/samples/wiki",
                            "https://hub.example.org/samples/part",
                            "https://hub.example.org/samples/part");
            assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
                    .isEqualTo("What office is made of");
        }
        assertThat(shown.words()).extracting(MadeOf.Instance::depth).containsExactly(0, 1, 2, 1);
    }

    @Test
    void whatStrangersWroteIsTextAndIsCutToFit() throws Exception {
        var evil = "\"><script>alert(1)</script>&" + "x".repeat(200);
        var shown = shown(new Node(
                "",
                evil,
                evil,
                Optional.empty(),
                List.of(evil, "two"),
                List.of(),
                List.of(),
                List.of(new Node(
                        evil,
                        evil,
                        evil,
                        Optional.of(new Origin("javascript:alert(1)", evil, evil, evil)),
                        List.of(evil),
                        List.of(),
                        List.of(),
                        List.of()))));
        for (var picture : List.of(shown.narrow().getFirst(), shown.wide().getFirst())) {
            var svg = parsed(picture);
            assertThat(svg.getElementsByTagName("script").getLength()).isZero();
            assertThat(svg.getElementsByTagName("a").getLength())
                    .as("no address that is none")
                    .isZero();
            assertThat(texts(svg, "name")).allMatch(name -> name.length() < 60).allMatch(name -> name.endsWith("…"));
        }
    }

    @Test
    void fiveLevelsFitATelephoneAndAreNotDrawnWide() throws Exception {
        var deepest = node("a.b.c.d.e", List.of("x"));
        var shown = shown(node(
                "",
                List.of(),
                node(
                        "a",
                        List.of(),
                        node("a.b", List.of(), node("a.b.c", List.of(), node("a.b.c.d", List.of(), deepest))))));
        assertThat(shown.wide()).isEmpty();
        var svg = parsed(shown.narrow().getFirst()).getDocumentElement();
        assertThat(Integer.parseInt(svg.getAttribute("width"))).isLessThan(360);
        assertThat(shown.words()).hasSize(6);
    }

    @Test
    void aSingleServiceNeedsNoPicture() {
        assertThat(shown(node("", List.of("web")))).isEqualTo(MadeOf.Shown.NOTHING);
    }
}
