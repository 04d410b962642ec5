package dev.softservice.server.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.evidence.ReleaseNotes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What is new in a release, in the column {@code notes} as JSON; an empty text where nothing was noted yet. */
final class NotesColumn {
    private static final JsonMapper JSON = new JsonMapper();

    private NotesColumn() {}

    static Optional<ReleaseNotes> read(ResultSet row) throws SQLException {
        var text = row.getString("notes");
        if (text.isEmpty()) return Optional.empty();
        try {
            return Optional.of(JSON.readValue(text, ReleaseNotes.class));
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a release's notes: " + damaged.getOriginalMessage(), damaged);
        }
    }

    static String text(ReleaseNotes notes) {
        var json = JSON.createObjectNode();
        json.set("first", JSON.valueToTree(notes.first()));
        json.set("also", JSON.valueToTree(notes.also()));
        json.set("merged", JSON.valueToTree(notes.merged()));
        return json.toString();
    }
}
