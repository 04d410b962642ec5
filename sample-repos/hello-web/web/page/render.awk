# Fills a page in. Values come from the environment, are escaped for HTML or JSON, and are never read again.
function html(text) {
    gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text)
    gsub(/"/, "\\&quot;", text); gsub(/'/, "\\&#39;", text)
    return text
}
function json(text) {
    gsub(/\\/, "\\\\\\\\", text); gsub(/"/, "\\\"", text); gsub(/[\001-\037\177]/, " ", text)
    return text
}
# "Name=address, Name=address" as list items; only addresses that cannot run anything.
function links(text,    count, parts, i, at, name, address, items) {
    count = split(text, parts, ",")
    for (i = 1; i <= count; i++) {
        sub(/^[ \t]+/, "", parts[i]); sub(/[ \t]+$/, "", parts[i])
        if (parts[i] == "") continue
        at = index(parts[i], "=")
        name = substr(parts[i], 1, at - 1); address = substr(parts[i], at + 1)
        if (name == "" || address !~ /^(https?:\/\/|mailto:)[^ ]+$/) exit 1
        items = items "<li><a href=\"" html(address) "\" rel=\"noopener\">" html(name) "</a></li>"
    }
    return items
}
{
    line = $0; out = ""
    while (match(line, /\{\{[A-Z]+\}\}/)) {
        name = substr(line, RSTART + 2, RLENGTH - 4)
        if (name == "LINKS") value = links(ENVIRON[name])
        else value = mode == "json" ? json(ENVIRON[name]) : html(ENVIRON[name])
        out = out substr(line, 1, RSTART - 1) value
        line = substr(line, RSTART + RLENGTH)
    }
    print out line
}
