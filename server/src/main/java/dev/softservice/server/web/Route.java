package dev.softservice.server.web;

import dev.softservice.server.account.Role;

/**
 * One line of the route table: method, path, role, action. An action can be reached only by its route, and the role is
 * checked before the action runs.
 *
 * @param placing whether the names in the path are a place where roles count
 * @param path    segments, of which {@code {name}} is one decoded segment and a last {@code {name...}} is the rest of the path
 */
public record Route(
        Surface surface, Method method, String path, Role needed, Body body, Placing placing, Action action) {
    private static final int USUAL_BODY = 256 << 10;

    /** Says no, with a {@link dev.softservice.server.core.Refusal}, before a body is read; the call it is given has none. */
    @FunctionalInterface
    public interface Door {
        void check(Call call);
    }

    /** @param bytes how many a changing request may bring; 0 for those that bring none */
    enum Placing {
        NOWHERE,
        /** Nothing of a repository that is archived is changed here, and one that is about to go is not here. */
        PLACED,
        /** As before for owners, whatever has become of the repository. */
        EVEN_AT_REST
    }

    record Body(int bytes, Door door) {
        static Body usual(Method method) {
            return new Body(method.changes() ? USUAL_BODY : 0, _ -> {});
        }
    }

    /** GET answers HEAD as well, and never changes anything. */
    public enum Method {
        GET,
        POST,
        PUT,
        DELETE;

        public boolean changes() {
            return this != GET;
        }
    }

    /** Which credentials count, and what a refusal looks like. */
    public enum Surface {
        /** Authorization header (Bearer, or Basic with the token as password); refusals as problem+json. Cookies are not looked at. */
        API,
        /** As {@link #API}; refusals as the OCI distribution specification has them. */
        REGISTRY,
        /** Between the hub and its runners on other machines, which are no accounts: what they bring is looked at by the action alone. Refusals as on the API. */
        RUNNER,
        /** Session cookie; changing requests need the form's token; refusals as pages. */
        PAGE
    }

    public static Route api(Method method, String path, Role needed, Action action) {
        return new Route(Surface.API, method, path, needed, Body.usual(method), Placing.PLACED, action);
    }

    /** Something that container engines pull. */
    public static Route registry(String path, Role needed, Action action) {
        return new Route(Surface.REGISTRY, Method.GET, path, needed, Body.usual(Method.GET), Placing.PLACED, action);
    }

    /** Something between the hub and its runners, who prove themselves to the action; a body is read once {@code door} has let them in. */
    public static Route runner(Method method, String path, int bytes, Door door, Action action) {
        return new Route(Surface.RUNNER, method, path, Role.ANONYMOUS, new Body(bytes, door), Placing.NOWHERE, action);
    }

    public static Route page(Method method, String path, Role needed, Action action) {
        return new Route(Surface.PAGE, method, path, needed, Body.usual(method), Placing.PLACED, action);
    }

    /** The same route, taking bodies of up to {@code bytes} from whom {@code door} lets in; a larger one is 413 before the action runs. */
    public Route taking(int bytes, Door door) {
        return new Route(surface, method, path, needed, new Body(bytes, door), placing, action);
    }

    /** The same route for callers who prove by what they send that they may: nobody's role counts. */
    public Route provenByBody() {
        return new Route(surface, method, path, needed, body, Placing.NOWHERE, action);
    }

    /** The same route, for owners also of what is archived or about to go. */
    public Route evenAtRest() {
        return new Route(surface, method, path, needed, body, Placing.EVEN_AT_REST, action);
    }

    boolean placed() {
        return placing != Placing.NOWHERE;
    }

    /** {@code GET /api/v1/catalog}: names the route in the tables that tests compare. */
    public String signature() {
        return method + " " + path;
    }

    /** Let in by the authorising step alone. */
    Route with(Action other) {
        return new Route(surface, method, path, needed, new Body(body.bytes(), _ -> {}), placing, other);
    }
}
