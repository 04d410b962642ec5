package dev.softservice.server.mail;

import dev.softservice.server.core.Refusal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** An address such as {@code ada@example.org}: of the usual form alone, so that nothing else gets into a header or a command with it. */
public record MailAddress(String text) {
    private static final int LONGEST = 254;
    private static final int LONGEST_NAME = 64;
    private static final Pattern FORM =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
                    + "@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    public MailAddress {
        if (!isOne(text)) throw Refusal.invalid("an e-mail address must be like ada@example.org");
    }

    /** What stands behind the at sign. */
    String host() {
        return text.substring(text.indexOf('@') + 1);
    }

    /** Empty where the text is none. */
    static Optional<MailAddress> read(String text) {
        return isOne(text) ? Optional.of(new MailAddress(text)) : Optional.empty();
    }

    private static boolean isOne(String text) {
        return text.length() <= LONGEST
                && text.indexOf('@') <= LONGEST_NAME
                && FORM.matcher(text).matches();
    }

    /** The same for every way of writing it in capitals. */
    String key() {
        return text.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return text;
    }
}
