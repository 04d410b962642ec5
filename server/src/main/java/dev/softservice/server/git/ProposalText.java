package dev.softservice.server.git;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a push to {@code refs/for/<branch>} says besides its commits: push options ({@code -o topic=x}), or the same after a percent sign in
 * the ref ({@code refs/for/main%topic=x,title=y}, URL-encoded where needed) for clients that know no push options. Known, too: a topic behind
 * the branch ({@code refs/for/main/x}), as Gitea and Forgejo write it, and the branch's full name ({@code refs/for/refs/heads/main}), as
 * Gerrit does.
 *
 * @param remarks about what was not understood
 */
record ProposalText(String branch, Map<String, String> options, List<String> remarks) {
    private static final String HEADS = "refs/heads/";
    private static final String BASE64 = "{base64}";

    /** A proposal is always replaced by the next push to its topic, rewritten or not. */
    private static final Set<String> NO_MATTER = Set.of("force-push");

    private static final Map<String, Integer> LONGEST = Map.of("topic", 100, "title", 200, "description", 10_000);

    /** {@code isBranch}: whether the repository has a branch of that short name. */
    static ProposalText of(String ref, List<String> pushOptions, Predicate<String> isBranch) {
        var rest = ref.substring(RefPolicy.PROPOSAL.length());
        var percent = rest.indexOf('%');
        var target = Target.of(percent < 0 ? rest : rest.substring(0, percent), isBranch);
        var given = new ArrayList<String>();
        target.topic().ifPresent(topic -> given.add("topic=" + topic));
        given.addAll(pushOptions);
        if (percent >= 0) {
            for (var part : rest.substring(percent + 1).split(",")) {
                if (!part.isBlank()) {
                    given.add(decoded(part));
                }
            }
        }
        var options = new LinkedHashMap<String, String>();
        var remarks = new ArrayList<String>();
        for (var option : given) {
            var equals = option.indexOf('=');
            var key = equals < 0 ? option : option.substring(0, equals);
            var longest = LONGEST.get(key);
            if (NO_MATTER.contains(key)) {
                continue;
            }
            var draft = draft(option);
            if (draft.isPresent()) {
                options.put("draft", draft.get());
                continue;
            }
            if (longest == null || equals < 0) {
                remarks.add(
                        "push option '%s' is not known and left out; known are topic=, title=, description=, draft, ready"
                                .formatted(shortened(option, 60)));
            } else {
                var value = text(option.substring(equals + 1)).strip();
                if (value.startsWith(BASE64)) {
                    remarks.add("the %s is not base64, and is taken as it stands".formatted(key));
                }
                if (value.length() > longest) {
                    remarks.add("the %s has %d characters and is cut; at most %d are kept"
                            .formatted(key, value.length(), longest));
                }
                options.put(key, shortened(value, longest));
            }
        }
        return new ProposalText(target.branch(), Map.copyOf(options), List.copyOf(remarks));
    }

    /** Where a proposal goes, and the topic where the ref names one. */
    private record Target(String branch, Optional<String> topic) {
        static Target of(String path, Predicate<String> isBranch) {
            var name = path.startsWith(HEADS) ? path.substring(HEADS.length()) : path;
            for (int end = name.length(); end > 0; end = name.lastIndexOf('/', end - 1)) {
                if (isBranch.test(name.substring(0, end))) {
                    return new Target(
                            name.substring(0, end),
                            Optional.of(name.substring(end))
                                    .filter(rest -> rest.length() > 1)
                                    .map(rest -> rest.substring(1)));
                }
            }
            return new Target(name, Optional.empty());
        }
    }

    /** Whether it is a draft, in the words of this hub and of Gerrit: {@code true} or {@code false}; empty for any other option. */
    private static Optional<String> draft(String option) {
        return switch (option) {
            case "draft", "draft=true", "wip" -> Optional.of("true");
            case "draft=false", "ready" -> Optional.of("false");
            default -> Optional.empty();
        };
    }

    /** Clients that can't send a line end or an umlaut in a push option send base64. */
    private static String text(String value) {
        if (!value.startsWith(BASE64)) {
            return value;
        }
        try {
            var bytes =
                    Base64.getDecoder().decode(value.substring(BASE64.length()).strip());
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return value;
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    private static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }
}
