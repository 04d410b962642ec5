package dev.softservice.manifest.fields;

import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;

/** The text that Compose hands to a container for a value without quotes: it reads numbers and truth values, and writes them its own way. */
final class Handed {
    private static final BigInteger LARGEST = BigInteger.TWO.pow(64);
    private static final BigInteger SMALLEST = BigInteger.TWO.pow(63).negate();
    private static final int SMALLEST_PLAIN = -4;
    private static final int LARGEST_PLAIN = 21;

    private Handed() {}

    static String text(ScalarNode scalar) {
        return switch (scalar.type()) {
            case BOOLEAN -> scalar.text().toLowerCase(Locale.ROOT);
            case INTEGER, OLD_NUMBER -> number(scalar.text());
            case DECIMAL -> decimal(scalar.text());
            case TEXT, NULL -> scalar.text();
        };
    }

    /** A number that begins with a zero is octal, as in YAML 1.1; what is too large is a decimal, or text where it has another base. */
    private static String number(String text) {
        var plain = text.replace("_", "");
        var digits = plain.replaceFirst("^[+-]", "").toLowerCase(Locale.ROOT);
        int base = switch (digits.length() > 1 ? digits.substring(0, 2) : "") {
            case "0x" -> 16;
            case "0o" -> 8;
            case "0b" -> 2;
            default -> 10;
        };
        if (base == 10 && !digits.matches("\\d+")) return decimal(plain);
        var value = base != 10
                ? new BigInteger(digits.substring(2), base)
                : new BigInteger(digits, digits.matches("0[0-7]+") ? 8 : 10);
        if (plain.startsWith("-")) value = value.negate();
        if (value.compareTo(LARGEST) < 0 && value.compareTo(SMALLEST) >= 0) return value.toString();
        return base == 10 ? decimal(plain) : text;
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
