package dev.softservice.server.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.PackProtocolException;

/** The hash by which objects are named. SHA-1 is what is kept here, and what JGit knows. */
final class ObjectFormat {
    /** A push's first packet begins with an id, after its length and where its clone is shallow a word; SHA-256 has 64 digits, SHA-1 has 40. */
    private static final Pattern LONGER = Pattern.compile("(?s)[0-9a-f]{4}(?:shallow )?[0-9a-f]{64}[ \\n].*");

    private static final int LENGTH_AND_ID = 4 + "shallow ".length() + 64 + 1;

    private ObjectFormat() {}

    static String refusal(String asked) {
        var name = asked.equals("sha256") ? "SHA-256" : "'" + asked.replaceAll("[^\\x21-\\x7e]", "?") + "'";
        return "this hub keeps SHA-1 repositories, not " + name + "; make one with git init --object-format=sha1";
    }

    /** Refuses a push whose ids are those of SHA-256. Git itself does not send it: it stops where the hub does not say that it knows them. */
    static void check(InputStream push) throws IOException {
        var beginning = new String(push.readNBytes(LENGTH_AND_ID), StandardCharsets.ISO_8859_1);
        if (LONGER.matcher(beginning).matches()) {
            throw new PackProtocolException(refusal("sha256"));
        }
    }
}
