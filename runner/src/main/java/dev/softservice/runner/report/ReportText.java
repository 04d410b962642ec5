package dev.softservice.runner.report;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A report's bytes as text. A byte order mark decides on the encoding; without one, where the zero bytes of the first characters stand; then the XML declaration; then
 * it is UTF-8. Decoded here, since the JDK's XML reader prints what it can't decode to the process's own error stream.
 *
 * @param text  without byte order marks before its first line
 * @param notes one sentence each: what was odd about its encoding and lost no test
 * @param fault why it is not read; the text is empty then
 */
record ReportText(String text, List<String> notes, Optional<String> fault) {
    /** What is looked at for an XML declaration. */
    private static final int HEAD = 1_000;

    private static final Pattern DECLARED =
            Pattern.compile("^\\s*<\\?xml[^>]*?\\sencoding\\s*=\\s*[\"']([^\"'>]{1,60})");
    private static final char MARK = '\ufeff';
    /** The mark of UTF-8 that was taken for Latin-1 and encoded once more. */
    private static final String MARK_TWICE = "\u00ef\u00bb\u00bf";

    private record Mark(String encoding, boolean read, int... bytes) {
        boolean begins(byte[] content) {
            if (content.length < bytes.length) return false;
            for (int i = 0; i < bytes.length; i++) if ((content[i] & 0xff) != bytes[i]) return false;
            return true;
        }
    }

    /** The longer one first where one begins like another. The Unicode standard lists them, with those that nobody writes any more. */
    private static final List<Mark> MARKS = List.of(
            new Mark("UTF-32BE", true, 0x00, 0x00, 0xfe, 0xff),
            new Mark("UTF-32LE", true, 0xff, 0xfe, 0x00, 0x00),
            new Mark("UTF-8", true, 0xef, 0xbb, 0xbf),
            new Mark("UTF-16BE", true, 0xfe, 0xff),
            new Mark("UTF-16LE", true, 0xff, 0xfe),
            new Mark("GB18030", true, 0x84, 0x31, 0x95, 0x33),
            new Mark("UTF-7", false, 0x2b, 0x2f, 0x76, 0x38),
            new Mark("UTF-7", false, 0x2b, 0x2f, 0x76, 0x39),
            new Mark("UTF-7", false, 0x2b, 0x2f, 0x76, 0x2b),
            new Mark("UTF-7", false, 0x2b, 0x2f, 0x76, 0x2f),
            new Mark("UTF-1", false, 0xf7, 0x64, 0x4c),
            new Mark("UTF-EBCDIC", false, 0xdd, 0x73, 0x66, 0x73),
            new Mark("SCSU", false, 0x0e, 0xfe, 0xff),
            new Mark("BOCU-1", false, 0xfb, 0xee, 0x28),
            // Not a mark, but "<?xm" in it.
            new Mark("EBCDIC", false, 0x4c, 0x6f, 0xa7, 0x94));

    static ReportText of(byte[] content) {
        var mark = MARKS.stream().filter(one -> one.begins(content)).findFirst();
        if (mark.isPresent())
            return mark.get().read()
                    ? decoded(content, Charset.forName(mark.get().encoding()), List.of())
                    : refused("it is in " + mark.get().encoding());
        var zeros = byZeros(content);
        if (zeros.isPresent()) return decoded(content, zeros.get(), List.of());
        var head = new String(content, 0, Math.min(content.length, HEAD), StandardCharsets.ISO_8859_1);
        var declared = DECLARED.matcher(head);
        return declared.find()
                ? declared(content, declared.group(1).strip())
                : decoded(content, StandardCharsets.UTF_8, List.of());
    }

    private static ReportText declared(byte[] content, String name) {
        Charset charset;
        try {
            charset = Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            return refused("it says that it is in " + TestReport.firstLine(name));
        }
        if (charset.equals(StandardCharsets.US_ASCII)) return decoded(content, StandardCharsets.UTF_8, List.of());
        if (new String("<?xml".getBytes(StandardCharsets.US_ASCII), charset).equals("<?xml"))
            return decoded(content, charset, List.of());
        // .NET's StringWriter says UTF-16 of whatever its text becomes; nothing else that is wide says so in single
        // bytes.
        if (charset.name().toUpperCase(Locale.ROOT).matches("(X-)?UTF-(16|32).*"))
            return decoded(
                    content,
                    StandardCharsets.UTF_8,
                    List.of("it says that it is in " + charset.name() + " and is not; it was read as UTF-8"));
        return refused("it says that it is in " + charset.name());
    }

    private static ReportText refused(String encoding) {
        return new ReportText("", List.of(), Optional.of(encoding + ", which is not read; let it be written in UTF-8"));
    }

    /** The first character of any report is one of ASCII. */
    private static Optional<Charset> byZeros(byte[] content) {
        if (content.length < 4) return Optional.empty();
        int shape = 0;
        for (int i = 0; i < 4; i++) shape = shape << 1 | (content[i] == 0 ? 0 : 1);
        return Optional.ofNullable(
                switch (shape) {
                    case 0b0001 -> Charset.forName("UTF-32BE");
                    case 0b1000 -> Charset.forName("UTF-32LE");
                    case 0b0101 -> StandardCharsets.UTF_16BE;
                    case 0b1010 -> StandardCharsets.UTF_16LE;
                    default -> null;
                });
    }

    /** Broken bytes become marks, not faults. */
    private static ReportText decoded(byte[] content, Charset charset, List<String> notes) {
        try {
            return new ReportText(
                    unmarked(charset.newDecoder()
                            .decode(ByteBuffer.wrap(content))
                            .toString()),
                    notes,
                    Optional.empty());
        } catch (CharacterCodingException _) {
            var lenient = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
            try {
                var text = lenient.decode(ByteBuffer.wrap(content)).toString();
                var all = new java.util.ArrayList<>(notes);
                all.add("it holds bytes that are no " + charset.name() + ", shown as \ufffd");
                return new ReportText(unmarked(text), all, Optional.empty());
            } catch (CharacterCodingException impossible) {
                throw new IllegalStateException("a decoder that replaces refuses nothing", impossible);
            }
        }
    }

    private static String unmarked(String text) {
        int begin = 0;
        while (begin < text.length()) {
            if (text.charAt(begin) == MARK) begin++;
            else if (text.startsWith(MARK_TWICE, begin)) begin += MARK_TWICE.length();
            else break;
        }
        return text.substring(begin);
    }

    /** What stands before the first character that is one: blanks, marks, whatever controls a terminal. */
    String trimmed() {
        int begin = 0;
        while (begin < text.length() && isBlank(text.charAt(begin))) begin++;
        return text.substring(begin);
    }

    private static boolean isBlank(char c) {
        return c <= ' '
                || c == MARK
                || c == '\u200b'
                || c == '\u0085'
                || Character.isWhitespace(c)
                || Character.isSpaceChar(c);
    }
}
