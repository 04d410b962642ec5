package dev.softservice.server.web;

import dev.softservice.server.repo.RepositoryName;

/** A request names a repository by a name that it had before. */
final class Moved extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String PLACE = "{owner}/{name}";

    private final transient RepositoryName before;
    private final transient RepositoryName now;

    Moved(RepositoryName before, RepositoryName now) {
        super(before + " is called " + now + " now", null, false, false);
        this.before = before;
        this.now = now;
    }

    /** Says so, and where to ask instead: the same address with the present name. For now: a name may come back. */
    Reply reply(Route route, String uri, Problems.Looks looks) {
        var answer = new Problems.Answer(307, "Renamed", before + " is called " + now + " now: ask there");
        return Problems.reply(route.surface(), answer, looks).with("Location", location(route, uri));
    }

    /** A path on this hub, whatever was asked for. */
    String location(Route route, String uri) {
        var prefix = route.path().substring(0, route.path().indexOf(PLACE));
        int from = prefix.length();
        for (int parts = 0; parts < 2; parts++) {
            while (from < uri.length() && "/?".indexOf(uri.charAt(from)) < 0) from++;
            if (parts == 0) from++;
        }
        boolean plain = uri.startsWith(prefix) && from <= uri.length();
        var rest = plain ? uri.substring(from) : "";
        return prefix + now + (rest.matches("[\\x21-\\x7e]*") ? rest : "");
    }
}
