package dev.softservice.runner.evidence;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.softservice.runner.model.Rungs;
import java.io.IOException;

/** Outcomes of rungs in reports, in the shape that they have everywhere. */
public final class RungsModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    public RungsModule() {
        addSerializer(Rungs.class, new JsonSerializer<>() {
            @Override
            public void serialize(Rungs rungs, JsonGenerator generator, SerializerProvider provider)
                    throws IOException {
                generator.writeTree(RungsJson.write(rungs));
            }
        });
        addDeserializer(Rungs.class, new JsonDeserializer<>() {
            @Override
            public Rungs deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                return RungsJson.read(parser.<JsonNode>readValueAsTree());
            }
        });
    }
}
