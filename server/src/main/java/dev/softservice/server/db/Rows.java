package dev.softservice.server.db;

import dev.softservice.server.core.RunId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How times and lists are stored in columns, milliseconds since 1970 and one item a line, and what may be null is read. */
public final class Rows {
    private Rows() {}

    public static Instant time(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    public static Optional<Instant> optionalTime(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    public static OptionalLong optionalNumber(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }

    public static Optional<RunId> optionalRun(ResultSet row, String column) throws SQLException {
        var number = optionalNumber(row, column);
        return number.isPresent() ? Optional.of(new RunId(number.getAsLong())) : Optional.empty();
    }

    public static Optional<String> optionalText(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    public static List<String> lines(ResultSet row, String column) throws SQLException {
        return row.getString(column).lines().toList();
    }

    /** An item's own line ends become spaces. */
    public static String joined(List<String> items) {
        return String.join(
                "\n", items.stream().map(item -> item.replaceAll("\\R", " ")).toList());
    }

    /** What an empty Optional is in a column. */
    public static @Nullable Long millis(Optional<Instant> time) {
        return time.map(Instant::toEpochMilli).orElse(null);
    }
}
