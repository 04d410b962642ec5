package dev.softservice.runner.docker.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** One rule of a chain, in the words of {@code iptables}. The same rule may be written and listed differently; the same words, in whatever order, are the same rule. */
final class FirewallRule {
    /** Said when listed, implied when set. */
    private static final Set<String> IMPLIED = Set.of("-m", "--reject-with");

    private static final Pattern ENGINES = Pattern.compile("-j DOCKER(-[A-Z0-9-]+)?");

    private final String text;
    private final Set<String> meaning;

    private FirewallRule(String text) {
        this.text = text;
        var words = new ArrayList<>(List.of(text.split(" ")));
        for (int i = 0; i < words.size(); ) {
            if (IMPLIED.contains(words.get(i)))
                words.subList(i, Math.min(i + 2, words.size())).clear();
            else i++;
        }
        this.meaning = new HashSet<>(words);
    }

    /** @param text without {@code -A CHAIN} */
    static FirewallRule of(String text) {
        return new FirewallRule(text);
    }

    /** Whether it is about packets from these interfaces ({@code eth+}: all whose names begin with {@code eth}), named in this very way. */
    boolean isFrom(String interfaces) {
        var words = " " + text + " ";
        return words.contains(" -i " + interfaces + " ") && !words.contains(" ! -i " + interfaces + " ");
    }

    /** Whether it does nothing but ask one of Docker's own chains, such as {@code DOCKER-USER}. */
    boolean isOfEngine() {
        return ENGINES.matcher(text).matches();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FirewallRule rule && meaning.equals(rule.meaning);
    }

    @Override
    public int hashCode() {
        return meaning.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
