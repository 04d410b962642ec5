package dev.softservice.manifest.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits a command line as a POSIX shell splits words: quotes and backslashes, no expansion of any kind. */
public final class ShellWords {
    private ShellWords() {}

    /** Where the first sign stands, outside of quotes, that only a shell understands: of a list, a pipe or a redirection. -1: nowhere. */
    public static int operator(String line) {
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && quote != '\'') i++;
            else if (quote != 0) quote = c == quote ? 0 : quote;
            else if (c == '"' || c == '\'') quote = c;
            else if (";&|<>".indexOf(c) >= 0) return c == '>' ? numbered(line, i) : i;
        }
        return -1;
    }

    /** What is redirected may be a number that stands right before it: {@code 2>&1}. */
    private static int numbered(String line, int at) {
        int digits = at;
        while (digits > 0 && Character.isDigit(line.charAt(digits - 1))) digits--;
        return digits > 0 && Character.isWhitespace(line.charAt(digits - 1)) ? digits : at;
    }

    /** Empty where a quote is not closed. */
    public static Optional<List<String>> split(String line) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean last = i + 1 == line.length();
            if (quote == '\'') {
                if (c == quote) quote = 0;
                else word.append(c);
            } else if (c == '\\' && !last && (quote == 0 || "\"\\$`".indexOf(line.charAt(i + 1)) >= 0)) {
                if (line.charAt(++i) != '\n') word.append(line.charAt(i));
                inWord = true;
            } else if (quote == '"') {
                if (c == quote) quote = 0;
                else word.append(c);
            } else if (c == '"' || c == '\'') {
                quote = c;
                inWord = true;
            } else if (Character.isWhitespace(c)) {
                if (inWord) words.add(word.toString());
                word.setLength(0);
                inWord = false;
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) return Optional.empty();
        if (inWord) words.add(word.toString());
        return Optional.of(List.copyOf(words));
    }
}
