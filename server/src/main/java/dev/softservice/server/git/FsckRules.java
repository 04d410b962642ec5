package dev.softservice.server.git;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code git fsck --strict} refuses in a commit's or tag's header and in names, and JGit does not. The rules are those of git's page
 * git-fsck, "fsck messages".
 */
final class FsckRules {
    /** The end of the year 9999: a later date fits neither ISO 8601 nor what reads it. Git itself takes some more. */
    private static final long LAST_SECOND = 253_402_300_799L;

    /** Name, e-mail, seconds, time zone; bytes are read as Latin-1, so that every byte is a character. */
    private static final Pattern IDENTITY = Pattern.compile("[^<>\n]* <[^<>\n]*> (0|[1-9][0-9]{0,18}) [+-][0-9]{4}");

    /** An NTFS short name of eight characters for a longer one: the first letters of its hash, a tilde and a number. */
    private static final int SHORT_NAME = 8;

    private FsckRules() {}

    private static Optional<String> header(byte[] raw, boolean commit) {
        var text = new String(raw, StandardCharsets.ISO_8859_1);
        int blank = text.indexOf("\n\n");
        var header = blank < 0 ? text : text.substring(0, blank + 1);
        if (!header.endsWith("\n")) {
            return Optional.of("its header does not end with a line end");
        }
        if (header.indexOf('\0') >= 0) {
            return Optional.of("its header holds a NUL byte");
        }
        if (commit && text.indexOf('\0') >= 0) {
            return Optional.of("its text holds a NUL byte");
        }
        for (var line : header.split("\n")) {
            for (var who : new String[] {"author", "committer", "tagger"}) {
                if (line.startsWith(who + " ")) {
                    var problem = identity(who, line.substring(who.length() + 1));
                    if (problem.isPresent()) {
                        return problem;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Why git would refuse the tag, empty where it would not. */
    static Optional<String> tag(byte[] raw) {
        var lines = new String(raw, StandardCharsets.ISO_8859_1).split("\n", 3);
        return lines.length < 3 || !lines[1].matches("type (?:commit|tree|blob|tag)")
                ? Optional.of("its type is none that git has")
                : header(raw, false);
    }

    /** Why git would refuse the commit, empty where it would not. */
    static Optional<String> commit(byte[] raw) {
        return header(raw, true);
    }

    private static Optional<String> identity(String who, String text) {
        var match = IDENTITY.matcher(text);
        if (!match.matches()) {
            return Optional.of("its " + who + " is not of the form: Name <e-mail> seconds +hhmm");
        }
        return match.group(1).length() > 12 || Long.parseLong(match.group(1)) > LAST_SECOND
                ? Optional.of("its " + who + "'s date lies after the year 9999")
                : Optional.empty();
    }

    /** Whether some file system takes {@code name} for {@code .NAME}. {@code hash}: how NTFS shortens it where the usual short names are taken. */
    private static boolean isDot(String name, String hidden, String hash) {
        return isOnApple(name, hidden) || isOnWindows(name, hidden, hash);
    }

    static boolean isGitModules(String name) {
        return isDot(name, "gitmodules", "gi7eba");
    }

    static boolean isGitAttributes(String name) {
        return isDot(name, "gitattributes", "gi7d29");
    }

    /** HFS+ passes over some characters and does not tell capital from small letters. */
    private static boolean isOnApple(String name, String hidden) {
        return name.replaceAll("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]", "")
                .equalsIgnoreCase("." + hidden);
    }

    /** NTFS passes over dots and spaces at the end, opens a stream after a colon, and has a short name for every long one. */
    private static boolean isOnWindows(String name, String hidden, String hash) {
        int colon = name.indexOf(':');
        var plain = (colon < 0 ? name : name.substring(0, colon)).replaceAll("[ .]+$", "");
        if (plain.equalsIgnoreCase("." + hidden)) {
            return true;
        }
        int tilde = plain.indexOf('~');
        if (plain.length() != SHORT_NAME || tilde < 0 || tilde > hash.length()) {
            return false;
        }
        var before = plain.substring(0, tilde).toLowerCase(java.util.Locale.ROOT);
        var number = plain.substring(tilde + 1);
        return before.equals(hidden.substring(0, 6)) && number.matches("[1-4]")
                || before.equals(hash.substring(0, tilde)) && number.matches("[1-9][0-9]*");
    }
}
