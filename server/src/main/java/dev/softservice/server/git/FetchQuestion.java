package dev.softservice.server.git;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.Repository;

/**
 * What a fetch asks for, up to its first flush. Numbers, filters and object formats that JGit stumbles over are refused here, as git's own
 * server does; depths that JGit does not know are put in its terms.
 */
final class FetchQuestion {
    static final String FLUSH = "0000";
    static final String DELIMITER = "0001";

    /** A question whose first part is larger than this is passed on as it is. */
    private static final int MOST = 1 << 20;

    private static final Pattern LENGTH = Pattern.compile("[0-9a-fA-F]{4}");
    private static final Pattern COUNT = Pattern.compile("0*[1-9]\\d{0,17}");
    private static final Pattern FILTER = Pattern.compile("blob:none|(?:blob:limit=|tree:)\\d{1,18}");
    private static final Pattern OTHER_FILTER = Pattern.compile("(sparse:oid|sparse:path|object:type|combine)[:=].*");
    private static final Pattern OBJECT_FORMAT = Pattern.compile("(?:want .* )?object-format=(\\S+).*");

    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final List<String> packets = new ArrayList<>();
    private final InputStream request;

    /** Reads the first part, checks it, and puts it in JGit's terms. */
    FetchQuestion(Repository repository, InputStream request) throws IOException {
        boolean whole = take(request);
        var first = whole ? answerable(repository) : read.toByteArray();
        this.request = new SequenceInputStream(new ByteArrayInputStream(first), request);
    }

    /** The same request as JGit understands it. */
    InputStream request() {
        return request;
    }

    /**
     * In protocol 0 over HTTP a client asks first where its history will end, and its request ends with that. JGit expects this of plain
     * depths only.
     */
    boolean mayEndHere() {
        return packets.stream()
                .anyMatch(packet -> packet.startsWith("deepen-since ") || packet.startsWith("deepen-not "));
    }

    /** Whether it wants the object with this name in hex, or says that the client's history ends there. */
    boolean asksFor(String id) {
        return !id.isEmpty()
                && packets.stream()
                        .anyMatch(packet -> packet.startsWith("want " + id) || packet.startsWith("shallow " + id));
    }

    /** True where all of it has been read, up to and including the first flush. */
    private boolean take(InputStream request) throws IOException {
        while (read.size() < MOST) {
            var length = request.readNBytes(4);
            read.writeBytes(length);
            var digits = new String(length, StandardCharsets.ISO_8859_1);
            if (digits.equals(FLUSH) || digits.equals(DELIMITER)) {
                packets.add(digits);
                if (digits.equals(FLUSH)) {
                    return true;
                }
                continue;
            }
            if (!LENGTH.matcher(digits).matches() || Integer.parseInt(digits, 16) < 5) {
                return false; // JGit says what is wrong with it
            }
            int bytes = Integer.parseInt(digits, 16) - 4;
            var packet = request.readNBytes(bytes);
            read.writeBytes(packet);
            if (packet.length < bytes) {
                return false;
            }
            packets.add(new String(packet, StandardCharsets.ISO_8859_1));
        }
        return false;
    }

    private byte[] answerable(Repository repository) throws IOException {
        var inRange = new ArrayList<String>();
        for (var packet : packets) {
            inRange.add(checked(packet));
        }
        var out = new ByteArrayOutputStream();
        for (var packet : RelativeDepth.absolute(repository, inRange)) {
            var text = packet.equals(FLUSH) || packet.equals(DELIMITER)
                    ? packet
                    : "%04x".formatted(packet.length() + 4) + packet;
            out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return out.toByteArray();
    }

    private static String checked(String packet) throws PackProtocolException {
        var line = packet.strip();
        int space = line.indexOf(' ');
        var value = line.substring(space + 1);
        switch (space < 0 ? line : line.substring(0, space)) {
            case "deepen", "deepen-since" -> {
                if (!COUNT.matcher(value).matches()) {
                    throw new PackProtocolException("Invalid " + line.replaceFirst(" ", ": "));
                }
                // JGit counts in 31 bits: nothing is that deep, and the times behind it begin in 2038.
                return line.substring(0, space + 1) + Math.min(Integer.MAX_VALUE, Long.parseLong(value)) + "\n";
            }
            case "filter" -> checkFilter(value);
            default -> {
                var format = OBJECT_FORMAT.matcher(line);
                if (format.matches() && !format.group(1).equals("sha1")) {
                    throw new PackProtocolException(ObjectFormat.refusal(format.group(1)));
                }
            }
        }
        return packet;
    }

    private static void checkFilter(String filter) throws PackProtocolException {
        var other = OTHER_FILTER.matcher(filter);
        if (other.matches()) {
            throw new PackProtocolException("filter '" + other.group(1) + "' not supported");
        }
        if (!FILTER.matcher(filter).matches()) {
            throw new PackProtocolException("invalid filter-spec '" + filter + "'");
        }
    }
}
