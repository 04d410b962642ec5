package dev.softservice.server.web;

import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A route's path as the router's regular expression: {@code {name}} is one segment, a last {@code {name...}} is the rest. */
final class PathPattern {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)(\\.\\.\\.)?}");

    private PathPattern() {}

    static List<String> names(String path) {
        var names = new ArrayList<String>();
        var matcher = PARAMETER.matcher(path);
        while (matcher.find()) names.add(matcher.group(1));
        return names;
    }

    static String regex(String path) {
        // Nobody is called api: what the API does not have is no page of theirs.
        var regex = new StringBuilder(path.startsWith("/{") ? "(?!/api(?:/|$))" : "");
        var matcher = PARAMETER.matcher(path);
        var end = 0;
        while (matcher.find()) {
            regex.append(Pattern.quote(path.substring(end, matcher.start())));
            regex.append("(?<")
                    .append(matcher.group(1))
                    .append('>')
                    .append(matcher.group(2) == null ? "[^/]+" : ".+")
                    .append(')');
            end = matcher.end();
        }
        return regex.append(Pattern.quote(path.substring(end))).toString();
    }

    /** Decoded once, by the router. */
    static String value(RoutingContext context, String name) {
        var value = context.pathParam(name);
        return value == null ? "" : value;
    }
}
