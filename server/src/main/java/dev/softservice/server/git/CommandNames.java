package dev.softservice.server.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.errors.PackProtocolException;

/**
 * The names of refs in a push's commands. JGit takes bytes that are no UTF-8 for Latin-1: the ref would get another name than the one that was
 * asked for, and its client would be told that all is well.
 */
final class CommandNames {
    private static final int LENGTH = 4;
    private static final int RADIX = 16;

    private CommandNames() {}

    /** Refuses a push with such a name. What is malformed in another way is left to who reads it next. */
    static void check(InputStream push) throws IOException {
        for (var line = next(push); line.length > 0; line = next(push)) {
            int end = 0;
            while (end < line.length && line[end] != 0) end++;
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, end));
            } catch (CharacterCodingException other) {
                throw new PackProtocolException("the name of a ref is not in UTF-8; rename the branch or tag", other);
            }
        }
    }

    /** One packet; empty at the end of the commands. */
    private static byte[] next(InputStream push) throws IOException {
        var digits = new String(push.readNBytes(LENGTH), StandardCharsets.ISO_8859_1);
        return digits.matches("[0-9a-fA-F]{4}")
                ? push.readNBytes(Math.max(0, Integer.parseInt(digits, RADIX) - LENGTH))
                : new byte[0];
    }
}
