package dev.softservice.server.web.page;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.Handlebars.SafeString;
import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * What people write, as HTML that can do nothing: raw HTML is shown as text, the result goes through an allow-list as well, and
 * images of other sites become links, so that reading a page tells nobody.
 */
public final class Markdown {
    private static final int LONGEST = 256 << 10;
    private static final int MOST_BLOCKS_DEEP = 100;
    private static final int MOST_DEEP = 200;
    private static final int DEEPEST_HEADING = 6;
    private static final PolicyFactory ALLOWED = new HtmlPolicyBuilder()
            .allowElements(
                    "p",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "ul",
                    "ol",
                    "li",
                    "blockquote",
                    "code",
                    "em",
                    "strong",
                    "del",
                    "hr",
                    "br",
                    "a",
                    "img",
                    "thead",
                    "tbody",
                    "tr",
                    "th",
                    "td")
            .allowElements(Markdown::reached, "pre", "table")
            .allowAttributes("href")
            .onElements("a")
            .allowAttributes("src", "alt", "title")
            .onElements("img")
            .allowAttributes("align")
            .matching(false, "left", "right", "center")
            .onElements("th", "td")
            .allowAttributes("start")
            .matching(java.util.regex.Pattern.compile("\\d{1,9}"))
            .onElements("ol")
            .allowUrlProtocols("http", "https", "mailto")
            .requireRelNofollowOnLinks()
            .toFactory();

    /** What is wider than the page scrolls by itself: people who use the keyboard have to get to it. */
    private static String reached(String element, List<String> attributes) {
        attributes.add("tabindex");
        attributes.add("0");
        return element;
    }

    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), StrikethroughExtension.create());

    private final Parser parser = Parser.builder()
            .extensions(EXTENSIONS)
            .maxOpenBlockParsers(MOST_BLOCKS_DEEP)
            .build();
    private final HtmlRenderer renderer = HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .escapeHtml(true)
            .sanitizeUrls(true)
            .build();
    private final Cache<String, SafeString> rendered = Caffeine.newBuilder()
            .maximumWeight(16 << 20)
            .weigher((String key, SafeString html) -> key.length() + html.length())
            .build();

    /** As {@link #html}, kept under {@code key}, which names the text and the place for ever: a blob's id and its folder. */
    SafeString cached(String key, String text, String filesAt) {
        return rendered.get(key, _ -> html(text, filesAt));
    }

    /** What somebody says in the repository whose page is at {@code repository}: images of any site are links, and {@code #7} is one. */
    SafeString said(String text, String repository) {
        return rendered.get("said " + repository + " " + text, _ -> {
            var document = parsed(text);
            if (isTooDeep(document)) return asWritten(text);
            document.accept(new Addresses(""));
            document.accept(new TalkLinks(repository));
            return rendered(document);
        });
    }

    /** {@code filesAt}: what relative addresses of the text mean, a path that ends with a slash; empty: they stay unlinked. */
    SafeString html(String text, String filesAt) {
        var document = parsed(text);
        if (isTooDeep(document)) return asWritten(text);
        document.accept(new Addresses(filesAt));
        return rendered(document);
    }

    private Node parsed(String text) {
        var shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "\n\n…" : text;
        return parser.parse(dev.softservice.server.web.Text.showable(
                        shown.replace("\r\n", "\n").replace('\r', '\n'))
                .replace("\ufffd\n", "\n"));
    }

    /** The page around it has the heading of the first level. */
    private SafeString rendered(Node document) {
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Heading heading) {
                heading.setLevel(Math.min(heading.getLevel() + 1, DEEPEST_HEADING));
            }
        });
        return new SafeString(ALLOWED.sanitize(renderer.render(document)));
    }

    /** Visitors and renderer go down one call a level, so what is nested without end is shown as it was written. */
    private static boolean isTooDeep(Node document) {
        int depth = 0;
        Node at = document;
        while (true) {
            if (at.getFirstChild() != null) {
                at = at.getFirstChild();
                if (++depth > MOST_DEEP) return true;
                continue;
            }
            while (at.getNext() == null) {
                if (at.getParent() == null || at == document) return false;
                at = at.getParent();
                depth--;
            }
            at = at.getNext();
        }
    }

    private static SafeString asWritten(String text) {
        var shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return new SafeString("<pre tabindex=\"0\">"
                + Handlebars.Utils.escapeExpression(dev.softservice.server.web.Text.showable(shown)) + "</pre>");
    }

    private static final class Addresses extends AbstractVisitor {
        private final String filesAt;

        Addresses(String filesAt) {
            this.filesAt = filesAt;
        }

        @Override
        public void visit(Link link) {
            link.setDestination(within(link.getDestination(), "files"));
            visitChildren(link);
        }

        @Override
        public void visit(Image image) {
            if (isElsewhere(image.getDestination()) || filesAt.isEmpty()) {
                Node link = new Link(image.getDestination(), "");
                for (var child = image.getFirstChild(); child != null; child = image.getFirstChild())
                    link.appendChild(child);
                image.insertBefore(link);
                image.unlink();
                return;
            }
            image.setDestination(within(image.getDestination(), "raw"));
        }

        /** Relative addresses are the repository's own files: shown as pages, or as raw bytes where an image wants them. */
        private String within(String destination, String how) {
            if (isElsewhere(destination) || destination.startsWith("#") || destination.startsWith("/"))
                return destination;
            if (filesAt.isEmpty()) return "#";
            var clean = java.nio.file.Path.of("/" + destination.replace("\u0000", ""))
                    .normalize()
                    .toString();
            return filesAt.replaceFirst("/files/", "/" + how + "/").replaceFirst("/$", "") + clean;
        }

        private static boolean isElsewhere(String destination) {
            return destination.contains(":") || destination.startsWith("//");
        }
    }
}
