package dev.softservice.server.web;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Lines of comma-separated values (RFC 4180). What a spreadsheet would take for a formula gets a quote before it. */
public final class Csv {
    private Csv() {}

    public static byte[] line(String... values) {
        return (Arrays.stream(values).map(Csv::cell).collect(Collectors.joining(",")) + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String cell(String value) {
        var text = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
