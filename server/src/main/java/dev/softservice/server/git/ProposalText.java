package dev.softservice.server.git;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a push to {@code refs/for/<branch>} says besides its commits: push options ({@code -o topic=x}), or the same after a percent sign in
 * the ref ({@code refs/for/main%topic=x,title=y}, URL-encoded where needed) for clients that know no push options.
 *
 * @param remarks about what was not understood
 */
record ProposalText(String branch, Map<String, String> options, List<String> remarks) {
    private static final Map<String, Integer> LONGEST = Map.of("topic", 100, "title", 200, "description", 10_000);

    static ProposalText of(String ref, List<String> pushOptions) {
        var rest = ref.substring(RefPolicy.PROPOSAL.length());
        var percent = rest.indexOf('%');
        var given = new ArrayList<>(pushOptions);
        if (percent >= 0) {
            for (var part : rest.substring(percent + 1).split(",")) {
                given.add(decoded(part));
            }
        }
        var options = new LinkedHashMap<String, String>();
        var remarks = new ArrayList<String>();
        for (var option : given) {
            var equals = option.indexOf('=');
            var key = equals < 0 ? option : option.substring(0, equals);
            var longest = LONGEST.get(key);
            if (longest == null || equals < 0) {
                remarks.add("push option '%s' is not known and left out; known are topic=, title=, description="
                        .formatted(shortened(option, 60)));
            } else {
                options.put(key, shortened(option.substring(equals + 1).strip(), longest));
            }
        }
        return new ProposalText(
                percent < 0 ? rest : rest.substring(0, percent), Map.copyOf(options), List.copyOf(remarks));
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
