package dev.softservice.runner.docker.warm;

import dev.softservice.runner.files.Bundled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The program of a {@link Gate}: it needs nothing of the image that it runs in, neither a shell nor a library. */
final class GateProgram {
    /** By the engine's word for a kind of machine. */
    private static final Map<String, String> LISTINGS = Map.of("x86_64", "gate-x86_64.txt");

    private static final Pattern INSTRUCTION = Pattern.compile("((?:[0-9a-f]{2})+) ");
    private static final int HEADERS = 64 + 56;
    private static final long ADDRESS = 0x400000;

    private GateProgram() {}

    /** An executable file (ELF); empty: there is none for such a machine. */
    public static Optional<byte[]> on(@Nullable String machine) {
        return Optional.ofNullable(machine).map(LISTINGS::get).map(listing -> executable(code(listing)));
    }

    /** The first column of the listing. */
    private static byte[] code(String listing) {
        var code = new ByteArrayOutputStream();
        Bundled.text(GateProgram.class, listing)
                .lines()
                .map(INSTRUCTION::matcher)
                .filter(Matcher::lookingAt)
                .forEach(line -> code.writeBytes(HexFormat.of().parseHex(line.group(1))));
        return code.toByteArray();
    }

    /** A 64-bit file of one segment that is read and executed, and begins with the headers themselves. */
    private static byte[] executable(byte[] code) {
        int size = HEADERS + code.length;
        var file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
        // An executable file for x86-64, the format's first version.
        file.putShort((short) 2).putShort((short) 62).putInt(1);
        // Where it begins, where its one segment is told, and that there are no sections.
        file.putLong(ADDRESS + HEADERS).putLong(64).putLong(0).putInt(0);
        file.putShort((short) 64)
                .putShort((short) 56)
                .putShort((short) 1)
                .putShort((short) 64)
                .putShort((short) 0)
                .putShort((short) 0);
        // To be loaded, readable and executable, from the file's first byte on, by pages.
        file.putInt(1)
                .putInt(5)
                .putLong(0)
                .putLong(ADDRESS)
                .putLong(ADDRESS)
                .putLong(size)
                .putLong(size)
                .putLong(0x1000);
        return file.put(code).array();
    }
}
