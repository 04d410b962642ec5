package dev.softservice.server.app;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 500M}, {@code 2G}, {@code 1048576}: powers of 1024, at least 1. */
final class ByteSize implements ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,11})([KMGT]?)B?", Pattern.CASE_INSENSITIVE);

    @Override
    public Long convert(String text) {
        var matcher = FORM.matcher(text.strip());
        if (!matcher.matches())
            throw new TypeConversionException(
                    "'" + text + "' is not a size: write bytes, or a number with K, M, G or T");
        int power = matcher.group(2).isEmpty()
                ? 0
                : "KMGT".indexOf(Character.toUpperCase(matcher.group(2).charAt(0))) + 1;
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power));
    }
}
