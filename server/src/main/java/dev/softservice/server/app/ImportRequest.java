package dev.softservice.server.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.start.RepositoryImport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;

/**
 * What an operator asks to be imported.
 *
 * @param source    the absolute path of a folder of this machine, or an address
 * @param name      what it is to be called, as {@code OWNER/NAME}
 * @param owner     the account whose it is; empty: nobody's but the admins'
 * @param isPrivate whether only those see it who have a role in it
 * @param login     the password for the address, as {@code TOKEN} or {@code USER:TOKEN}
 */
record ImportRequest(String source, String name, Optional<String> owner, boolean isPrivate, Optional<String> login) {
    /** Whatever has a scheme is an address; all else is a folder. */
    boolean isAddress() {
        return source.contains("://");
    }

    ImportRequest at(Path folder) {
        return new ImportRequest(folder.toString(), name, owner, isPrivate, login);
    }

    ObjectNode json() {
        var json = new JsonMapper()
                .createObjectNode()
                .put("source", source)
                .put("name", name)
                .put("private", isPrivate);
        owner.ifPresent(account -> json.put("owner", account));
        login.ifPresent(given -> json.put("login", given));
        return json;
    }

    static ImportRequest read(JsonNode json) {
        if (!json.path("source").isTextual() || !json.path("name").isTextual())
            throw Refusal.invalid("an import needs a source and a name");
        return new ImportRequest(
                json.path("source").asText(),
                json.path("name").asText(),
                Optional.ofNullable(json.get("owner")).map(JsonNode::asText),
                json.path("private").asBoolean(),
                Optional.ofNullable(json.get("login")).map(JsonNode::asText));
    }

    /** What has come, as the command prints it with {@code --json}. */
    ObjectNode json(RepositoryImport.Done done) {
        var json = new JsonMapper()
                .createObjectNode()
                .put("repository", name)
                .put("main", done.main().orElse("refs/heads/main"))
                .put("branches", done.branches())
                .put("tags", done.tags())
                .put("pulls", done.pulls());
        var left = json.putArray("left");
        done.left().forEach(left::add);
        return json;
    }

    /** The other way round. */
    static RepositoryImport.Done done(JsonNode json) {
        var left = new ArrayList<String>();
        json.path("left").forEach(line -> left.add(line.asText()));
        return new RepositoryImport.Done(
                json.path("branches").asLong(),
                json.path("tags").asLong(),
                json.path("pulls").asLong(),
                Optional.of(json.path("main").asText()).filter(main -> !main.equals("refs/heads/main")),
                left);
    }
}
