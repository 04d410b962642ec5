package dev.softservice.runner.evidence;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Whose signatures count, in the format of {@code ssh-keygen}'s ALLOWED SIGNERS. Ed25519 keys only; lines of other key types and
 * of certificate authorities give nobody any right here, and are told by {@link #unused()}.
 */
public final class AllowedSigners {
    /** Nobody: accepts nothing. */
    public static final AllowedSigners NONE = new AllowedSigners(List.of(), List.of());

    private final List<Signer> signers;
    private final List<String> unused;

    private AllowedSigners(List<Signer> signers, List<String> unused) {
        this.signers = List.copyOf(signers);
        this.unused = List.copyOf(unused);
    }

    /**
     * One line of the file.
     *
     * @param principal  who: an address or a pattern list, as it stands
     * @param namespaces what for; empty: everything
     */
    public record Signer(
            String principal,
            VerifyingKey key,
            Set<String> namespaces,
            Optional<Instant> validAfter,
            Optional<Instant> validBefore) {
        boolean mayBeUsed(String namespace, Optional<Instant> at) {
            if (!namespaces.isEmpty() && !namespaces.contains(namespace)) return false;
            if (validAfter.isEmpty() && validBefore.isEmpty()) return true;
            return at.isPresent()
                    && validAfter.map(bound -> !at.get().isBefore(bound)).orElse(true)
                    && validBefore.map(bound -> at.get().isBefore(bound)).orElse(true);
        }

        @Override
        public String toString() {
            var options = new ArrayList<String>();
            if (!namespaces.isEmpty()) options.add("namespaces=\"" + String.join(",", namespaces) + "\"");
            validAfter.ifPresent(bound -> options.add("valid-after=\"" + STAMP.format(bound) + "Z\""));
            validBefore.ifPresent(bound -> options.add("valid-before=\"" + STAMP.format(bound) + "Z\""));
            var who = principal.contains(" ") ? "\"" + principal + "\"" : principal;
            return who + (options.isEmpty() ? "" : " " + String.join(",", options)) + " " + key.line();
        }
    }

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

    /** One key for what every hub signs: tags and evidence. */
    public static AllowedSigners hub(String principal, VerifyingKey key) {
        return one(principal, key, List.of(ReleaseTag.NAMESPACE, Evidence.NAMESPACE));
    }

    /** The same for a hub that also says what is stable: a client that trusts this key takes nothing from it without such a statement. */
    public static AllowedSigners hubWithStatements(String principal, VerifyingKey key) {
        return one(principal, key, List.of(ReleaseTag.NAMESPACE, Evidence.NAMESPACE, StableStatement.NAMESPACE));
    }

    private static AllowedSigners one(String principal, VerifyingKey key, List<String> namespaces) {
        return new AllowedSigners(
                List.of(new Signer(
                        principal, key, new LinkedHashSet<>(namespaces), Optional.empty(), Optional.empty())),
                List.of());
    }

    /** What a root key's word comes to: the root keys, those that the hub signs with, and those that it signed with before. */
    static AllowedSigners delegated(KeyDelegation word) {
        var signers = new ArrayList<Signer>();
        add(signers, word.hub(), word.roots().keys(), List.of(KeyDelegation.NAMESPACE));
        add(
                signers,
                word.hub(),
                word.active(),
                List.of(ReleaseTag.NAMESPACE, Evidence.NAMESPACE, StableStatement.NAMESPACE));
        add(signers, word.hub(), word.retired(), List.of(ReleaseTag.NAMESPACE, Evidence.NAMESPACE));
        return new AllowedSigners(signers, List.of());
    }

    private static void add(List<Signer> signers, String hub, Set<VerifyingKey> keys, List<String> namespaces) {
        keys.stream()
                .sorted(Comparator.comparing(VerifyingKey::line))
                .forEach(key -> signers.add(
                        new Signer(hub, key, new LinkedHashSet<>(namespaces), Optional.empty(), Optional.empty())));
    }

    /** The root keys. */
    public Set<VerifyingKey> roots() {
        return keys(signer -> signer.namespaces().contains(KeyDelegation.NAMESPACE));
    }

    /** The keys that people compare: the root keys; where there are none, those that the hub signs with now. */
    public List<Signer> compared() {
        var roots = roots();
        var present = keys(signer -> signer.namespaces().contains(StableStatement.NAMESPACE));
        var chosen = !roots.isEmpty() ? roots : present;
        return chosen.isEmpty()
                ? signers
                : signers.stream()
                        .filter(signer -> chosen.contains(signer.key()))
                        .toList();
    }

    private Set<VerifyingKey> keys(Predicate<Signer> which) {
        return signers.stream().filter(which).map(Signer::key).collect(Collectors.toSet());
    }

    /** Whether a hub whose key is here has said that it makes statements of what is stable. */
    public boolean promiseStatements() {
        return signers.stream().anyMatch(signer -> signer.namespaces().contains(StableStatement.NAMESPACE));
    }

    /** Reads a file's text; lines that can't be used are left out and told by {@link #unused()}. Never throws. */
    public static AllowedSigners parse(String text) {
        var signers = new ArrayList<Signer>();
        var unused = new ArrayList<String>();
        int number = 0;
        for (var line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (line.isBlank() || line.stripLeading().startsWith("#")) continue;
            try {
                signers.add(parseLine(line.strip()));
            } catch (Wire.Malformed malformed) {
                unused.add("line " + number + " " + malformed.getMessage());
            }
        }
        return new AllowedSigners(signers, unused);
    }

    private static Signer parseLine(String line) throws Wire.Malformed {
        var words = words(line);
        int type = -1;
        for (int at = 1; at < words.size() && type < 0; at++) {
            if (words.get(at).startsWith("ssh-")
                    || words.get(at).startsWith("ecdsa-")
                    || words.get(at).startsWith("sk-")) type = at;
        }
        if (type < 0 || type + 1 >= words.size())
            throw new Wire.Malformed("is not: principal [options] ssh-ed25519 key");
        if (type > 2) throw new Wire.Malformed("has options with spaces between them: write them with commas");
        var key = VerifyingKey.parse(words.get(type) + " " + words.get(type + 1));
        if (key.isEmpty()) throw new Wire.Malformed("holds no ssh-ed25519 key");
        Set<String> namespaces = new LinkedHashSet<>();
        Optional<Instant> after = Optional.empty();
        Optional<Instant> before = Optional.empty();
        for (var option : type == 2 ? split(words.get(1)) : List.<String>of()) {
            int equals = option.indexOf('=');
            var value = equals < 0 ? "" : option.substring(equals + 1).replace("\"", "");
            switch (equals < 0 ? option : option.substring(0, equals)) {
                case "namespaces" -> namespaces.addAll(List.of(value.split(",")));
                case "valid-after" -> after = Optional.of(instant(value));
                case "valid-before" -> before = Optional.of(instant(value));
                default -> throw new Wire.Malformed("has the option " + option + ", which gives no right here");
            }
        }
        return new Signer(words.getFirst().replace("\"", ""), key.get(), namespaces, after, before);
    }

    /** Cuts at spaces outside double quotes. */
    private static List<String> words(String line) throws Wire.Malformed {
        return cut(line, ' ');
    }

    /** Cuts at commas outside double quotes. */
    private static List<String> split(String options) throws Wire.Malformed {
        return cut(options, ',');
    }

    private static List<String> cut(String text, char separator) throws Wire.Malformed {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        boolean quoted = false;
        for (char c : text.replace('\t', ' ').toCharArray()) {
            if (c == '"') quoted = !quoted;
            if (c == separator && !quoted) {
                if (!part.isEmpty()) parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        if (quoted) throw new Wire.Malformed("has a quote without its end");
        if (!part.isEmpty()) parts.add(part.toString());
        return parts;
    }

    /** {@code YYYYMMDD[HHMM[SS]][Z]}; without Z in the local time zone, as ssh-keygen has it. */
    private static Instant instant(String text) throws Wire.Malformed {
        var zone = text.endsWith("Z") ? ZoneOffset.UTC : ZoneId.systemDefault();
        var digits = text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
        if (!Set.of(8, 12, 14).contains(digits.length()))
            throw new Wire.Malformed("has the time " + text + ": write YYYYMMDDHHMMSSZ");
        try {
            var local = LocalDateTime.parse(
                    (digits + "000000").substring(0, 14), DateTimeFormatter.ofPattern("uuuuMMddHHmmss"));
            return local.atZone(zone).toInstant();
        } catch (DateTimeException malformed) {
            throw new Wire.Malformed("has the time " + text + ": write YYYYMMDDHHMMSSZ");
        }
    }

    public List<Signer> signers() {
        return signers;
    }

    /** Why lines of the file are not used, one sentence each. */
    public List<String> unused() {
        return unused;
    }

    /** As {@link #verify(byte[], String, String, Instant)}, for keys without a period of validity only. */
    public Optional<String> verify(byte[] data, String armoredSignature, String namespace) {
        return verify(data, armoredSignature, namespace, Optional.empty());
    }

    /** The principal whose key made this signature over {@code data} for {@code namespace}; empty for every other reason. */
    public Optional<String> verify(byte[] data, String armoredSignature, String namespace, Instant at) {
        return verify(data, armoredSignature, namespace, Optional.of(at));
    }

    private Optional<String> verify(byte[] data, String armored, String namespace, Optional<Instant> at) {
        try {
            var signature = SshSignature.parse(armored);
            if (!signature.namespace().equals(namespace)) return Optional.empty();
            return signers.stream()
                    .filter(signer -> signer.key().equals(signature.key()) && signer.mayBeUsed(namespace, at))
                    .filter(_ -> signature.holds(data))
                    .map(Signer::principal)
                    .findFirst();
        } catch (Wire.Malformed malformed) {
            return Optional.empty();
        }
    }

    /** The principal whose key made the bare signature {@code raw} over {@code data}. */
    Optional<String> verifyRaw(byte[] data, byte[] raw, String namespace, Instant at) {
        return signers.stream()
                .filter(signer -> signer.mayBeUsed(namespace, Optional.of(at))
                        && signer.key().verifies(data, raw))
                .map(Signer::principal)
                .findFirst();
    }

    /** The file's text. */
    @Override
    public String toString() {
        return signers.stream().map(signer -> signer + "\n").collect(Collectors.joining());
    }
}
