package dev.softservice.server.db;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.evidence.RungsJson;
import dev.softservice.runner.model.Rungs;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What came of each rung, in the column {@code rungs} as JSON; {@code level} beside it is what that comes to. Rows from before have an empty text, and their level. */
public final class RungsColumn {
    private static final JsonMapper JSON = new JsonMapper();

    private RungsColumn() {}

    public static Rungs read(ResultSet row) throws SQLException {
        var text = row.getString("rungs");
        if (text.isEmpty()) return Rungs.ofLevel(row.getInt("level"));
        try {
            return RungsJson.read(JSON.readTree(text));
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a row's rungs: " + damaged.getOriginalMessage(), damaged);
        }
    }

    public static String text(Rungs rungs) {
        return RungsJson.write(rungs).toString();
    }
}
