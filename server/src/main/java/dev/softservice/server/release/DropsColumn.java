package dev.softservice.server.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.manifest.model.Manifest.Dropped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The volumes of earlier versions that a release gives up, in the column {@code drops} as JSON. */
final class DropsColumn {
    private static final JsonMapper JSON = new JsonMapper();

    private DropsColumn() {}

    static List<Dropped> read(ResultSet row) throws SQLException {
        try {
            return List.of(JSON.readValue(row.getString("drops"), Dropped[].class));
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a release's drops: " + damaged.getOriginalMessage(), damaged);
        }
    }

    static String text(List<Dropped> drops) {
        try {
            return JSON.writeValueAsString(drops);
        } catch (JsonProcessingException inMemory) {
            throw new IllegalStateException(inMemory);
        }
    }
}
