package dev.softservice.manifest.model;

/** What a test expects at one place of a JSON body. */
public sealed interface ExpectedJson {
    /** Written as a number, {@code true}, {@code false} or {@code null}. */
    record Fixed(JsonScalar value) implements ExpectedJson {}

    /** Written as text. One reference alone has the type of what it names; any other text is text. */
    record Written(Template text) implements ExpectedJson {}
}
