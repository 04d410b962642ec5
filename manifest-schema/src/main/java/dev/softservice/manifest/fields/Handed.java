package dev.softservice.manifest.fields;

import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;

/** The text that Compose hands to a container for a value without quotes: it reads numbers and truth values, and writes them its own way. */
final class Handed {
    private static final BigInteger LARGEST = BigInteger.TWO.pow(64);
    private static final int SMALLEST_PLAIN = -4;
    private static final int LARGEST_PLAIN = 21;

    private Handed() {}

    static String text(ScalarNode scalar) {
        return switch (scalar.type()) {
            case BOOLEAN -> scalar.text().toLowerCase(Locale.ROOT);
            case INTEGER -> integer(scalar.text());
            case DECIMAL -> decimal(scalar.text());
            case TEXT, NULL -> scalar.text();
        };
    }

    /** A number that begins with a zero is octal, as in YAML 1.1. */
    private static String integer(String text) {
        var digits = text.replaceFirst("^[+-]", "");
        var sign = text.startsWith("-") ? "-" : "";
        var value = digits.startsWith("0x")
                ? new BigInteger(digits.substring(2), 16)
                : digits.startsWith("0o")
                        ? new BigInteger(digits.substring(2), 8)
                        : digits.matches("0[0-7]+") ? new BigInteger(digits, 8) : new BigInteger(digits);
        if (value.compareTo(LARGEST) >= 0) return text;
        return value.signum() == 0 ? "0" : sign + value;
    }

    private static String decimal(String text) {
        var plain = text.toLowerCase(Locale.ROOT);
        if (plain.endsWith(".inf")) return plain.startsWith("-") ? "-Inf" : "+Inf";
        if (plain.equals(".nan")) return "NaN";
        var value = new BigDecimal(Double.toString(Double.parseDouble(plain))).stripTrailingZeros();
        if (value.signum() == 0) return "0";
        int exponent = value.precision() - value.scale() - 1;
        if (exponent >= SMALLEST_PLAIN && exponent < LARGEST_PLAIN) return value.toPlainString();
        var mantissa = value.movePointLeft(exponent).stripTrailingZeros().toPlainString();
        return "%se%s%02d".formatted(mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
