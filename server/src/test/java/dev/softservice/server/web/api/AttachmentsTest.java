package dev.softservice.server.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.softservice.server.web.HubForTests;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What tests attach is beside them, as downloads that no browser shows. */
class AttachmentsTest extends OnAHub {
    /** The run of a distro whose one test fails and attaches two files. */
    private JsonNode run() throws Exception {
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(
                wiki,
                Map.of(
                        "softservice.yaml",
                        HubForTests.manifest("Team wiki"),
                        "verdict.txt",
                        "fails\nno\nattach: /results/<script>x.html\nattach: ../../till.png\n"));
        hub.settle();
        return json(hub.get("/api/v1/runs/"
                + json(hub.get("/api/v1/repos/samples/team-wiki/runs")).get(0).get("id")));
    }

    @Test
    void aTestHasItsFilesWithAddressesToDownloadThemFrom() throws Exception {
        var attachments = run().get("tests").get(0).get("attachments");

        assertThat(attachments).hasSize(2);
        assertThat(attachments.get(0).get("name").asText()).isEqualTo("/results/<script>x.html");
        var path = attachments.get(0).get("url").asText().replaceFirst("^https?://[^/]+", "");
        assertThat(path).matches("/api/v1/runs/\\d+/attachments/001-_script_x\\.html");
        var file = hub.get(path);
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.body()).isEqualTo("/results/<script>x.html");
        assertThat(file.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(file.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"001-_script_x.html\"");
        assertThat(file.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(file.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("sandbox");
    }

    @Test
    void thePageOfTheRunLinksToThem() throws Exception {
        var id = run().get("id").asLong();

        assertThat(hub.get("/samples/team-wiki/runs/" + id).body())
                .contains(
                        "href=\"/api/v1/runs/" + id + "/attachments/002-till.png\" download>till.png</a>",
                        "&lt;script&gt;x.html</a>")
                .doesNotContain("<script>x.html");
    }

    @Test
    void aPictureIsShownByWhatItHoldsAndNotByItsName() throws Exception {
        var id = run().get("id").asLong();
        var address = "/samples/team-wiki/runs/" + id + "/pictures/002-till.png";
        assertThat(hub.get("/samples/team-wiki/runs/" + id).body()).contains("<img src=\"" + address + "\"");
        assertThat(hub.get(address).statusCode()).as("it holds text").isEqualTo(404);

        var png = new byte[] {(byte) 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13};
        try (var files = Files.walk(data())) {
            for (var file : files.filter(
                            path -> path.startsWith(data()) && path.toString().matches(".*attachments/00[12]-.*"))
                    .toList()) Files.write(file, png);
        }
        var picture = hub.get(address);
        assertThat(picture.statusCode()).isEqualTo(200);
        assertThat(picture.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(picture.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("sandbox");
        assertThat(hub.get("/samples/team-wiki/runs/" + id + "/pictures/003-gone.png")
                        .statusCode())
                .isEqualTo(404);
        assertThat(hub.get("/samples/team-wiki/runs/999/pictures/002-till.png").statusCode())
                .isEqualTo(404);
    }

    @Test
    void nothingElseIsServedFromThere() throws Exception {
        var id = run().get("id").asLong();
        var folder = Files.walk(data())
                .filter(path -> path.endsWith("attachments"))
                .findFirst()
                .orElseThrow();
        Files.createSymbolicLink(folder.resolve("009-link"), folder.resolve("../report.json"));
        Files.writeString(folder.resolve("plain"), "not by a name of ours");

        for (var name : new String[] {
            "003-gone.png",
            "009-link",
            "plain",
            "..%2freport.json",
            "001-..",
            "%2e%2e",
            "001-till.png%00",
            "002-till.png%2f..%2f..%2freport.json"
        }) {
            assertThat(hub.get("/api/v1/runs/" + id + "/attachments/" + name).statusCode())
                    .as(name)
                    .isBetween(400, 404);
        }
        assertThat(hub.get("/api/v1/runs/999/attachments/001-till.png").statusCode())
                .isEqualTo(404);
    }

    @Test
    void anotherAttemptBeginsWithNoneOfTheFilesOfTheOneBefore() throws Exception {
        var run = run();
        var again = json(hub.post("/api/v1/runs/" + run.get("id") + "/retry", ""));
        hub.settle();

        var files = json(hub.get("/api/v1/runs/" + again.get("id")))
                .get("tests")
                .get(0)
                .get("attachments");
        assertThat(files).hasSize(2);
        assertThat(files.get(0).get("url").asText())
                .endsWith("/" + again.get("id") + "/attachments/001-_script_x.html");
    }
}
