package dev.softservice.server.web.page;

import com.github.jknack.handlebars.Handlebars;
import dev.softservice.server.account.Role;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Problems;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Sessions;
import dev.softservice.server.web.Validators;
import dev.softservice.server.web.Visitor;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Puts a template's output into the frame that every page has. */
public final class Pages {
    private final Templates templates;
    private final Sessions sessions;

    public Pages(Templates templates, Sessions sessions) {
        this.templates = templates;
        this.sessions = sessions;
    }

    /** A page with its title; answers 304 where the browser has the very same one. */
    Reply show(Call call, PageTemplate template, String title, Object model) {
        return show(call, 200, template, title, model);
    }

    Reply show(Call call, int status, PageTemplate template, String title, Object model) {
        var html = frame(call.visitor(), template, title, model);
        if (status != 200) return Reply.html(status, html);
        var tag = "W/\"" + Assets.hash(html.getBytes(StandardCharsets.UTF_8)) + "\"";
        var known = Validators.known(call, tag);
        return (known ? Reply.bytes(304, Reply.HTML, new byte[0]) : Reply.html(200, html))
                .with("ETag", tag)
                .with("Vary", "Cookie");
    }

    /** For a request that is wrong; nobody's name is on it, because the authorising step may not know them. */
    public Reply problem(Problems.Answer answer) {
        var words = Map.of("status", answer.status(), "title", answer.title(), "detail", answer.detail());
        return Reply.html(answer.status(), frame(Visitor.NOBODY, PageTemplate.ERROR, answer.title(), words));
    }

    private String frame(Visitor visitor, PageTemplate template, String title, Object model) {
        var surroundings = new HashMap<String, Object>();
        surroundings.put("formToken", visitor.session().map(sessions::formToken).orElse(""));
        surroundings.put("canCreate", visitor.bearer().onHub().role().atLeast(Role.MAINTAINER));
        var body = templates.render(template, model, surroundings);
        surroundings.put("title", title);
        surroundings.put(
                "user", visitor.bearer().isNobody() ? "" : visitor.account().name());
        surroundings.put("query", model instanceof Front front ? front.query() : "");
        surroundings.put("body", new Handlebars.SafeString(body));
        // As the root of both: the form that logs out is in the frame, and brings its token along like any other.
        return templates.render(PageTemplate.LAYOUT, Map.of(), surroundings);
    }
}
