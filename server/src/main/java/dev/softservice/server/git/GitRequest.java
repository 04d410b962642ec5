package dev.softservice.server.git;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.RepositoryName;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What of git's protocol over HTTP a request asks for, read from its line and headers alone. */
sealed interface GitRequest {
    enum Service {
        UPLOAD("git-upload-pack"),
        RECEIVE("git-receive-pack");

        final String text;

        Service(String text) {
            this.text = text;
        }

        static Optional<Service> of(String text) {
            return List.of(values()).stream()
                    .filter(service -> service.text.equals(text))
                    .findFirst();
        }
    }

    /** {@code GET …/info/refs?service=…}. */
    record Advertisement(RepositoryName name, Service service) implements GitRequest {}

    /** {@code POST …/git-…-pack}. {@code gzip}: the body is compressed. */
    record Exchange(RepositoryName name, Service service, boolean gzip) implements GitRequest {}

    /** The address that one clones from, opened in a browser. */
    record Page(String location) implements GitRequest {}

    /** Any call of the API of Git LFS. */
    record LargeFile() implements GitRequest {}

    record Wrong(int status, String reason, String allow) implements GitRequest {}

    Pattern PATH = Pattern.compile("/([^/]+)/([^/]+?)(\\.git)?/(info/refs|git-upload-pack|git-receive-pack)");
    Pattern BARE = Pattern.compile("/([^/]+)/([^/]+)\\.git(/.*)?");
    Pattern DUMB = Pattern.compile("/[^/]+/[^/]+/(?:objects(?:/.*)?|info/.*|HEAD)");

    /** Empty where the request is none of git's business. */
    static Optional<GitRequest> of(HttpServerRequest request) {
        var path = Optional.ofNullable(request.path()).orElse("");
        var match = PATH.matcher(path);
        if (match.matches()) {
            return Optional.of(smart(request, match.group(1), match.group(2), match.group(4)));
        }
        if (LargeFiles.API.matcher(path).matches()) {
            return Optional.of(new LargeFile());
        }
        var bare = BARE.matcher(path);
        if (bare.matches() && (bare.group(3) == null || bare.group(3).equals("/")) && isRead(request)) {
            return Optional.of(name(bare.group(1), bare.group(2))
                    .<GitRequest>map(name -> new Page("/" + name))
                    .orElse(new Wrong(404, "no such repository here", "")));
        }
        if (bare.matches() || DUMB.matcher(path).matches()) {
            return Optional.of(
                    isRead(request)
                            ? new Wrong(404, "this hub speaks smart HTTP only; use git 1.6.6 or newer", "")
                            : new Wrong(405, "nothing is written at this address; push with git", "GET"));
        }
        return Optional.empty();
    }

    private static boolean isRead(HttpServerRequest request) {
        return request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
    }

    private static Optional<RepositoryName> name(String owner, String name) {
        try {
            return Optional.of(new RepositoryName(owner, name));
        } catch (Refusal _) {
            return Optional.empty();
        }
    }

    private static GitRequest smart(HttpServerRequest request, String owner, String repository, String what) {
        var name = name(owner, repository);
        if (name.isEmpty()) {
            return new Wrong(404, "no such repository here", "");
        }
        return what.equals("info/refs")
                ? advertisement(request, name.get())
                : exchange(request, name.get(), Service.of(what).orElseThrow());
    }

    private static GitRequest advertisement(HttpServerRequest request, RepositoryName name) {
        if (request.method() != HttpMethod.GET) {
            return new Wrong(405, "info/refs answers to GET", "GET");
        }
        var given = request.params().getAll("service");
        if (given.isEmpty()) {
            return new Wrong(403, "this hub speaks smart HTTP only; use git 1.6.6 or newer", "");
        }
        var service = given.size() == 1 ? Service.of(given.getFirst()) : Optional.<Service>empty();
        return service.isPresent()
                ? new Advertisement(name, service.get())
                : new Wrong(400, "service must be, once, git-upload-pack or git-receive-pack", "");
    }

    private static GitRequest exchange(HttpServerRequest request, RepositoryName name, Service service) {
        if (request.method() != HttpMethod.POST) {
            return new Wrong(405, service.text + " answers to POST", "POST");
        }
        var wanted = "application/x-" + service.text + "-request";
        if (!wanted.equalsIgnoreCase(
                Optional.ofNullable(request.getHeader("Content-Type")).orElse(""))) {
            return new Wrong(415, "the content type must be " + wanted, "");
        }
        var expectation = request.getHeader("Expect");
        if (expectation != null && !expectation.equalsIgnoreCase("100-continue")) {
            return new Wrong(417, "the only expectation that is met is 100-continue", "");
        }
        var encoding = Optional.ofNullable(request.getHeader("Content-Encoding"))
                .orElse("identity")
                .toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "identity" -> new Exchange(name, service, false);
            case "gzip", "x-gzip" -> new Exchange(name, service, true);
            default -> new Wrong(415, "the content encoding must be gzip or none", "");
        };
    }
}
