package dev.softservice.server.web.page;

import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;

/** In what people say, tasks are ticked or not, {@code #7} leads to that pull request of the same repository, and {@code @name} stands out. */
final class TalkLinks extends AbstractVisitor {
    private static final Pattern WORD = Pattern.compile(
            "(?<![\\w/#@&.-])(?:#(?<number>[1-9]\\d{0,8})|@(?<name>[a-z0-9](?:[a-z0-9-]{0,37}[a-z0-9])?))(?![\\w#@/])");

    private static final Pattern TASK = Pattern.compile("\\[([ xX])] ");

    private final String repository;

    /** {@code repository}: the path of its page. */
    TalkLinks(String repository) {
        this.repository = repository;
    }

    @Override
    public void visit(ListItem item) {
        if (item.getFirstChild() instanceof Paragraph paragraph && paragraph.getFirstChild() instanceof Text text) {
            var task = TASK.matcher(text.getLiteral());
            if (task.lookingAt())
                text.setLiteral((task.group(1).equals(" ") ? "☐ " : "☑ ")
                        + text.getLiteral().substring(task.end()));
        }
        visitChildren(item);
    }

    @Override
    public void visit(Link link) {}

    @Override
    public void visit(Code code) {}

    @Override
    public void visit(Text text) {
        var words = text.getLiteral();
        var found = WORD.matcher(words);
        int end = 0;
        Node last = text;
        while (found.find()) {
            last = behind(last, new Text(words.substring(end, found.start())));
            last = behind(last, linked(found.group(), found.group("number") != null));
            end = found.end();
        }
        if (end == 0) return;
        behind(last, new Text(words.substring(end)));
        text.unlink();
    }

    private Node linked(String word, boolean number) {
        var node = number ? new Link(repository + "/pulls/" + word.substring(1), "") : new StrongEmphasis("**");
        node.appendChild(new Text(word));
        return node;
    }

    private static Node behind(Node last, Node next) {
        last.insertAfter(next);
        return next;
    }
}
