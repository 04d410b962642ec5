package dev.softservice.runner.evidence;

import dev.softservice.manifest.model.Permission;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.model.Architecture;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a signed annotated tag object as strictly as this project writes it. */
final class TagObject {
    private static final int LARGEST = 64 << 10;
    private static final Pattern HEADER = Pattern.compile("object (?<commit>[0-9a-f]{40,64})\n"
            + "type commit\n"
            + "tag (?<name>[^\n"
            + "]{1,200})\n"
            + "tagger [^\n"
            + "<>]{1,200} <[^\n"
            + "<>]{1,300}> (?<at>\\d{1,12}) [+-]\\d{4}");
    private static final Pattern TITLE = Pattern.compile("(?<distro>\\S+) (?<version>\\S+)");
    private static final Pattern FIELD = Pattern.compile("(?<key>[A-Z][A-Za-z-]{1,30}): (?<value>.{1,2000})");
    private static final Pattern LEVEL = Pattern.compile("([1-" + Rung.TOP.number() + "]) \\([a-z]+\\)");
    private static final Pattern TESTS = Pattern.compile("(\\d{1,8}) passed, (\\d{1,8}) failed, (\\d{1,8}) skipped");

    private TagObject() {}

    static Checked<ReleaseTag> verify(byte[] bytes, String name, AllowedSigners signers) {
        if (bytes.length > LARGEST) return refuse(name, "is longer than any release tag");
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            return refuse(name, "is not UTF-8");
        }
        int signatureAt = text.indexOf("\n" + SshSignature.BEGIN + "\n") + 1;
        if (signatureAt == 0) return refuse(name, "carries no SSH signature");
        var payload = text.substring(0, signatureAt);
        int messageAt = payload.indexOf("\n\n");
        var header = HEADER.matcher(messageAt < 0 ? payload : payload.substring(0, messageAt));
        if (messageAt < 0 || !header.matches()) return refuse(name, "is not an annotated tag of a commit");
        var at = Instant.ofEpochSecond(Long.parseLong(header.group("at")));
        var principal =
                signers.verify(VerifyingKey.utf8(payload), text.substring(signatureAt), ReleaseTag.NAMESPACE, at);
        if (principal.isEmpty()) return refuse(name, "is not signed by a key that is trusted here");
        if (!header.group("name").equals(name)) {
            return refuse(
                    name,
                    "is in truth the tag "
                            + (Version.ofTag(header.group("name")).isPresent()
                                    ? header.group("name")
                                    : "of another name"));
        }
        try {
            var tag = read(payload.substring(messageAt + 2));
            if (!tag.name().equals(name)) return refuse(name, "speaks of version " + tag.version());
            if (!tag.tested().subject().commit().equals(header.group("commit")))
                return refuse(name, "speaks of another commit than it tags");
            return new Checked.Genuine<>(tag, principal.get());
        } catch (Wire.Malformed malformed) {
            return refuse(name, malformed.getMessage());
        } catch (IllegalArgumentException malformed) {
            return refuse(name, "is not the text of a release: " + malformed.getMessage());
        }
    }

    static Optional<ReleaseTag> unverified(byte[] bytes) {
        if (bytes.length > LARGEST) return Optional.empty();
        var text = new String(bytes, StandardCharsets.UTF_8);
        int messageAt = text.indexOf("\n\n");
        int signatureAt = text.indexOf("\n" + SshSignature.BEGIN + "\n") + 1;
        if (messageAt < 0) return Optional.empty();
        try {
            return Optional.of(read(text.substring(messageAt + 2, Math.max(signatureAt, messageAt + 2))));
        } catch (Wire.Malformed | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** Keys that this version does not know are passed over, so that later ones may say more. */
    private static ReleaseTag read(String message) throws Wire.Malformed {
        var lines = message.lines().toList();
        var title = TITLE.matcher(lines.isEmpty() ? "" : lines.getFirst());
        if (!title.matches()) throw new Wire.Malformed("has no title of the form: name version");
        var version = Version.parse(title.group("version"));
        if (version.isEmpty()) throw new Wire.Malformed("has no version of three numbers in its title");
        var fields = fields(lines.subList(1, lines.size()));
        var level = LEVEL.matcher(fields.getOrDefault("Level", ""));
        if (!level.matches()) throw new Wire.Malformed("has no line Level");
        var tests = TESTS.matcher(fields.getOrDefault("Tests", ""));
        if (!tests.matches()) throw new Wire.Malformed("has no line Tests");
        var subject = new Subject(fields.getOrDefault("Commit", ""), fields.getOrDefault("Tree", ""));
        var tested = new ReleaseTag.Tested(
                subject,
                new ReleaseTag.Reached(Integer.parseInt(level.group(1)), fields.getOrDefault("Rungs", "")),
                Integer.parseInt(tests.group(1)),
                Integer.parseInt(tests.group(2)),
                Integer.parseInt(tests.group(3)));
        return new ReleaseTag(
                title.group("distro"),
                version.get(),
                origin(fields, version.get()),
                tested,
                permissions(fields.getOrDefault("Permissions", "")),
                fields.getOrDefault("Evidence", ""),
                fields.getOrDefault("Drops", ""),
                ReleaseNotes.read(lines));
    }

    private static Optional<Origin> origin(Map<String, String> fields, Version version) throws Wire.Malformed {
        boolean repository = fields.containsKey("Repository");
        if (fields.containsKey("Hub") != repository)
            throw new Wire.Malformed("has one of the lines Hub and Repository");
        if (!repository) return Optional.empty();
        return Optional.of(new Origin(
                Objects.requireNonNull(fields.get("Hub")),
                Objects.requireNonNull(fields.get("Repository")),
                version,
                Optional.ofNullable(fields.get("Architecture")).map(Architecture::new)));
    }

    private static Map<String, String> fields(List<String> lines) throws Wire.Malformed {
        var fields = new HashMap<String, String>();
        for (var line : lines) {
            var field = FIELD.matcher(line);
            if (field.matches() && fields.put(field.group("key"), field.group("value")) != null) {
                throw new Wire.Malformed("has the line " + field.group("key") + " twice");
            }
        }
        return fields;
    }

    private static Permissions permissions(String text) throws Wire.Malformed {
        if (text.isEmpty()) throw new Wire.Malformed("has no line Permissions");
        if (text.equals("none")) return Permissions.NONE;
        var permissions = new ArrayList<Permission>();
        for (var word : text.split(", "))
            permissions.add(Permissions.named(word)
                    .orElseThrow(() -> new Wire.Malformed("asks for something that this version does not know")));
        return Permissions.of(permissions);
    }

    private static Checked<ReleaseTag> refuse(String name, String reason) {
        return new Checked.Refused<>("tag " + printable(name) + " " + reason);
    }

    private static String printable(String name) {
        return name.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
