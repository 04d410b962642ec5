package dev.softservice.server.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the API answers, for people: objects as lines of a table, one object as names and values. */
final class Table {
    private Table() {}

    static String of(JsonNode answer) {
        if (answer.isArray()) return rows(answer);
        var lines = new StringBuilder();
        answer.properties().forEach(field -> {
            var value = field.getValue();
            if (value.isArray() && !value.isEmpty() && value.get(0).isObject())
                lines.append(field.getKey()).append(":\n").append(rows(value));
            else lines.append(field.getKey()).append(": ").append(cell(value)).append('\n');
        });
        return lines.toString();
    }

    private static String rows(JsonNode array) {
        if (array.isEmpty()) return "nothing\n";
        var rows = new ArrayList<List<String>>();
        rows.add(array.get(0).properties().stream().map(field -> field.getKey()).toList());
        for (var item : array)
            rows.add(item.properties().stream()
                    .map(field -> cell(field.getValue()))
                    .toList());
        var widths = new int[rows.getFirst().size()];
        for (var row : rows)
            for (var i = 0; i < widths.length; i++)
                widths[i] = Math.max(widths[i], row.get(i).length());
        var text = new StringBuilder();
        for (var row : rows) {
            var line = new StringBuilder();
            for (var i = 0; i < widths.length; i++)
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** On one line, without what would move the cursor of a terminal. */
    private static String cell(JsonNode value) {
        if (value.isNull()) return "-";
        if (value.isArray()) {
            var items = new ArrayList<String>();
            value.forEach(item -> items.add(cell(item)));
            return String.join(",", items);
        }
        return (value.isValueNode() ? value.asText() : value.toString()).replaceAll("\\p{Cntrl}", " ");
    }
}
