package dev.softservice.manifest.yaml;

import static java.nio.charset.CodingErrorAction.REPORT;

import dev.softservice.manifest.yaml.Complaints.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Turns the bytes of one YAML file into nodes. Hostile input costs bounded time and memory and becomes complaints. */
public final class NodeParser {
    /** Bytes of one file. */
    public static final int MAX_BYTES = 1 << 20;
    /** Collections within collections. */
    public static final int MAX_DEPTH = 64;
    /** Values of one file once aliases are followed. */
    public static final int MAX_VALUES = 100_000;

    private NodeParser() {}

    /** The file's root, where it could be read at all; an empty file gives nothing and no complaint. */
    public static Optional<Node> parse(SourceFile source, byte[] bytes, Complaints complaints) {
        var whole = Mark.wholeFile(source);
        if (bytes.length > MAX_BYTES) {
            complaints.error(
                    whole,
                    Fault.TOO_LARGE,
                    "the file has " + bytes.length + " bytes",
                    "at most " + MAX_BYTES + " are read: move data into files of its own");
            return Optional.empty();
        }
        var text = decode(bytes);
        if (text.isEmpty()) {
            complaints.error(
                    firstOdd(source, bytes),
                    Fault.ENCODING,
                    "the file is not UTF-8 text",
                    "save it as UTF-8 without NUL bytes");
            return Optional.empty();
        }
        return parseText(source, text.get(), complaints);
    }

    /** UTF-8 strictly, a byte order mark dropped; UTF-16 and binaries hold NUL or invalid bytes. */
    private static Optional<String> decode(byte[] bytes) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(REPORT)
                    .onUnmappableCharacter(REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.indexOf('\0') >= 0) return Optional.empty();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Where the first byte stands that no UTF-8 text has. */
    private static Mark firstOdd(SourceFile source, byte[] bytes) {
        var out = java.nio.CharBuffer.allocate(bytes.length + 1);
        StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(REPORT)
                .onUnmappableCharacter(REPORT)
                .decode(ByteBuffer.wrap(bytes), out, true);
        var good = out.flip().toString();
        int nul = good.indexOf('\0');
        var before = nul < 0 ? good : good.substring(0, nul);
        return placeOf(source, before, before.codePointCount(0, before.length()));
    }

    private static Optional<Node> parseText(SourceFile source, String text, Complaints complaints) {
        var settings = LoadSettings.builder()
                .setLabel(source.path())
                .setUseMarks(true)
                .setSchema(new CoreSchema())
                .setCodePointLimit(MAX_BYTES)
                .build();
        var composer = new NodeComposer(source, settings.getSchema().getScalarResolver(), complaints);
        try {
            for (var event : new Parse(settings).parseString(text)) {
                if (!composer.accept(event)) return Optional.empty();
            }
            return composer.root();
        } catch (MarkedYamlEngineException e) {
            complaints.error(markOf(source, e), Fault.SYNTAX, "this is not valid YAML: " + oneLine(e.getProblem()), "");
        } catch (ReaderException e) {
            complaints.error(
                    placeOf(source, text, e.getPosition()),
                    Fault.ENCODING,
                    String.format("the character U+%04X may not stand in a YAML file", e.getCodePoint()),
                    "remove it or write it as an escape in double quotes");
        } catch (YamlEngineException e) {
            complaints.error(
                    Mark.wholeFile(source),
                    Fault.SYNTAX,
                    "this is not valid YAML: " + oneLine(String.valueOf(e.getMessage())),
                    "");
        }
        return Optional.empty();
    }

    private static Mark markOf(SourceFile source, MarkedYamlEngineException e) {
        return e.getProblemMark()
                .or(e::getContextMark)
                .map(mark -> new Mark(source, mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(Mark.wholeFile(source));
    }

    /** The place of the code point at {@code index}. */
    private static Mark placeOf(SourceFile source, String text, int index) {
        int line = 1;
        int column = 1;
        var points = text.codePoints().limit(Math.max(0, index)).toArray();
        for (int point : points) {
            if (point == '\n') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        return new Mark(source, line, column);
    }

    private static String oneLine(String text) {
        var line = text.replaceAll("\\s+", " ").strip();
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }
}
